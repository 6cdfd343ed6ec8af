//! Parsers that panic on a damaged file: the panic ends here and becomes a message that names the file.

use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook},
    sync::Once,
};

thread_local! {
    static IS_CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// What a parser makes of its input; none when it panics.
pub(super) fn contained<T>(parse: impl FnOnce() -> T) -> Option<T> {
    silence();
    let before = IS_CONTAINED.replace(true);
    let parsed = catch_unwind(AssertUnwindSafe(parse));
    IS_CONTAINED.set(before);
    parsed.ok()
}

/// Panics are reported as before, but for those that are caught here.
fn silence() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = take_hook();
        set_hook(Box::new(move |panic| {
            if !IS_CONTAINED.get() {
                usual(panic);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_ends_where_it_is_contained() {
        assert_eq!(contained(|| 1), Some(1));
        assert_eq!(contained(|| -> u8 { panic!("a parser gives up") }), None);
        assert!(!IS_CONTAINED.get());
    }
}

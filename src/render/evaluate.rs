//! Evaluates Typst markup to plain text without a layout, for tests and the fuzzer.

use std::{ops::ControlFlow, sync::LazyLock};

use typst::{
    World,
    comemo::Track,
    engine::Sink,
    foundations::{Content, Context, Func, NativeElement, Scope, Value},
    introspection::{EmptyIntrospector, Introspector},
    layout::BlockElem,
    routines::SpanMode,
    syntax::{Source, Span, SyntaxMode},
};

use super::typst::{PictureFiles, Typesetter};

/// The plain text of markup, and whether it contains nothing but text: no list, no emphasis, no link.
/// Nothing is laid out.
pub(super) fn evaluate(markup: &str) -> Result<(String, bool), String> {
    static SHARED: LazyLock<Typesetter> = LazyLock::new(|| Typesetter::new(&PictureFiles::new()));
    let world = SHARED.world("", Source::detached(""), &[], (2000, 1, 1));
    let world: &dyn World = &world;
    let (mut sink, introspector, style) = (Sink::new(), EmptyIntrospector, Context::none());
    let introspector: &dyn Introspector = &introspector;
    // Our templates define `ample`, for tables wider than the text.
    let mut scope = Scope::new();
    scope.define("ample", Func::from(BlockElem::ELEM));
    let value = (world.library().routines.eval_string)(
        world.track(),
        world.library(),
        sink.track_mut(),
        introspector.track(),
        style.track(),
        markup,
        SpanMode::Uniform(Span::detached()),
        SyntaxMode::Markup,
        scope,
    );
    let Value::Content(content) = value.map_err(|problems| format!("{problems:?}"))? else {
        return Err("not content".to_owned());
    };
    let mut is_only_text = true;
    let _ = content.traverse(&mut |element: Content| -> ControlFlow<()> {
        is_only_text &= ["text", "space", "symbol", "sequence"].contains(&element.elem().name());
        ControlFlow::Continue(())
    });
    Ok((content.plain_text().to_string(), is_only_text))
}

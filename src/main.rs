//! tmp
fn main() {
    let a = paraphe::pipeline::check(std::path::Path::new(&std::env::args().nth(1).unwrap_or("input".into()))).unwrap();
    for f in &a.findings {
        let sh = |x: &Option<paraphe::finding::Fact>| x.as_ref().map(|f| f.shown()).unwrap_or_default();
        println!(
            "{:?} {} {} | {} | {} {:?} | {} -> {} | {:?} | {:?}",
            f.severity,
            f.rule,
            f.variant,
            f.place,
            f.fiche.as_ref().map(|c| c.to_string()).unwrap_or_default(),
            f.year,
            sh(&f.drafted),
            sh(&f.expected),
            f.slip,
            f.args.iter().map(|(k, v)| format!("{k}={}", v.shown())).collect::<Vec<_>>().join("; ")
        );
        for t in &f.terms {
            print!(" + {} ({})", t.value.shown(), t.place.within_file());
        }
        println!();
        for c in &f.consequences {
            println!("      => {} {} -> {}", c.place.within_file(), c.drafted.shown(), c.expected.shown());
        }
    }
}

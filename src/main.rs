fn main() {
    let raw = paraphe::read::read(std::path::Path::new("input"));
    match raw {
        Err(e) => println!("{e:#?}"),
        Ok(raw) => {
            let d = paraphe::model::build(raw);
            for f in &d.raw.findings {
                println!("{} {} {:?} {:?} {:?}", f.rule, f.variant, f.place.to_string(), f.drafted, f.args);
            }
            let f = paraphe::compute::compute(&d);
            for (i, y) in d.years().iter().enumerate() {
                let s = &f.total.years[i];
                println!(
                    "{y} {} {:?} {}",
                    s.total,
                    s.shares.iter().map(|s| s.to_string()).collect::<Vec<_>>(),
                    s.unallocated
                );
            }
            let s = &f.total.all;
            std::fs::write("/tmp/record.json", paraphe::record::Record::new(&d, &f, None).to_json()).unwrap();
            println!(
                "all {} {:?} {} adv {:?}",
                s.total,
                s.shares.iter().map(|s| s.to_string()).collect::<Vec<_>>(),
                s.unallocated,
                f.advance.map(|a| a.to_string())
            );
            println!("{:?}", d.recap.as_ref().map(|r| r.columns.iter().map(|c| (c.year, c.kind)).collect::<Vec<_>>()));
            println!(
                "{:?}",
                d.recap.as_ref().map(|r| r
                    .rows
                    .iter()
                    .map(|c| (c.label.value.clone(), c.kind.clone()))
                    .collect::<Vec<_>>())
            );
        }
    }
}

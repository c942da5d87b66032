use spillage::detect::*; use spillage::rule::*; use spillage::scan::*; use spillage::suppress::*; use spillage::source::expand::Limits;
fn main(){ let a:Vec<String>=std::env::args().collect();
 let d=Detector::new(RuleSet::built_in(),DetectOptions::default()).unwrap(); let f=Fingerprinter::new(Key::public());
 let o=ScanOptions{threads:a.get(2).and_then(|t|t.parse().ok()).unwrap_or(2),max_file_size:u64::MAX,excludes:Excludes::default(),limits:Limits::default(),timeout:None,floor:0.1,fingerprinter:&f,progress:None};
 let s=spillage::scan::paths(&[a[1].clone().into()],&d,&o);
 for x in &s.findings { println!("{}", serde_json::json!({"path":x.location.path,"line":x.location.line.max(1),"end_line":x.location.end_line.max(1),"confidence":x.confidence,"rule":x.rule,"category":x.category.name(),"secret":x.secret.reveal()})); }
 eprintln!("{} files {} findings ratio {} skipped {}", s.coverage.files, s.findings.len(), s.coverage.ratio, s.coverage.skipped.len());
}

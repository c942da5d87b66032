//! Edits: what must change does, and every other byte stays.

use super::*;

fn add(text: &str, path: &[&str], item: &str) -> String {
    let out = add_to_list(text, path, &[item.to_owned()]).unwrap();
    let n = json::parse(&out).unwrap();
    assert!(
        n.at(path).unwrap().items().iter().any(|i| i.str() == Some(item)),
        "{out}"
    );
    assert_eq!(
        add_to_list(&out, path, &[item.to_owned()]).unwrap(),
        out,
        "twice is once"
    );
    out
}

#[test]
fn everything_else_stays() {
    let text = "{\n    // ours\n    \"permissions\": {\n        \"deny\": [\n            \"Read(a)\", // first\n        ],\n    },\n}\n";
    let out = add(text, &["permissions", "deny"], "Read(b)");
    assert_eq!(
        out,
        "{\n    // ours\n    \"permissions\": {\n        \"deny\": [\n            \"Read(a)\", // first\n            \"Read(b)\",\n        ],\n    },\n}\n"
    );
}

#[test]
fn what_is_missing_is_made() {
    assert_eq!(
        add("{}\n", &["permissions", "deny"], "x"),
        "{\n  \"permissions\": {\n    \"deny\": [\n      \"x\"\n    ]\n  }\n}\n"
    );
    assert_eq!(add("", &["a"], "x"), "{\n  \"a\": [\n    \"x\"\n  ]\n}\n");
    assert_eq!(add("{\"a\": []}", &["a"], "x"), "{\"a\": [\"x\"]}");
    assert_eq!(add("{\"a\": [\"y\"]}", &["a"], "x"), "{\"a\": [\"y\", \"x\"]}");
    assert_eq!(
        add("{\n  // only a comment\n}\n", &["a"], "x"),
        "{\n  // only a comment\n  \"a\": [\n    \"x\"\n  ]\n}\n"
    );
    assert_eq!(
        add("{\n\t\"z\": 1\n}\n", &["a", "b"], "x"),
        "{\n\t\"z\": 1,\n\t\"a\": {\n\t\t\"b\": [\n\t\t\t\"x\"\n\t\t]\n\t}\n}\n"
    );
}

#[test]
fn the_front_of_a_list() {
    let v = ["{\"a\": 1}".to_owned()];
    let out = prepend("{\"p\": [\n  2\n]}", &["p"], &v, |_| true).unwrap();
    assert_eq!(out, "{\"p\": [\n  {\"a\": 1},\n  2\n]}");
    assert_eq!(prepend(&out, &["p"], &v, |_| true).unwrap(), out);
    assert_eq!(
        prepend("{}", &["p"], &v, |_| true).unwrap(),
        "{\n  \"p\": [\n    {\"a\": 1}\n  ]\n}"
    );
}

#[test]
fn only_what_decides_counts_as_there() {
    let v = ["1".to_owned()];
    let small = |n: &Node| matches!(&n.value, Value::Bare(b) if b == "1");
    assert_eq!(
        prepend("{\"p\": [2, 1]}", &["p"], &v, small).unwrap(),
        "{\"p\": [1, 2, 1]}"
    );
    assert_eq!(
        prepend("{\"p\": [1, 2]}", &["p"], &v, small).unwrap(),
        "{\"p\": [1, 2]}"
    );
}

#[test]
fn remarks_stay_with_their_lines() {
    let text = "{\n  \"a\": [\n    \"x\" // one\n  ] /* end */\n  // last\n}\n";
    assert_eq!(
        add(text, &["a"], "y"),
        "{\n  \"a\": [\n    \"x\", // one\n    \"y\"\n  ] /* end */\n  // last\n}\n"
    );
    assert_eq!(
        set(text, &["b"], "1").unwrap(),
        "{\n  \"a\": [\n    \"x\" // one\n  ], /* end */\n  \"b\": 1\n  // last\n}\n"
    );
}

#[test]
fn members_are_taken_out() {
    let text = "{\n  \"a\": 1, // one\n  \"b\": 2,\n  \"c\": 3\n}\n";
    assert_eq!(
        remove(text, &["a"]).unwrap(),
        "{\n   // one\n  \"b\": 2,\n  \"c\": 3\n}\n"
    );
    assert_eq!(remove(text, &["b"]).unwrap(), "{\n  \"a\": 1, // one\n  \"c\": 3\n}\n");
    assert_eq!(remove(text, &["c"]).unwrap(), "{\n  \"a\": 1, // one\n  \"b\": 2\n}\n");
    assert_eq!(remove("{\"a\": {\"b\": 1}}", &["a", "b"]).unwrap(), "{\"a\": {}}");
    assert_eq!(remove("{\"a\": 1, \"b\": 2}", &["b"]).unwrap(), "{\"a\": 1}");
    assert_eq!(remove("{\"a\": 1}", &["z"]).unwrap(), "{\"a\": 1}");
}

#[test]
fn values_are_set_in_place() {
    assert_eq!(
        set("{\"a\": {\"b\": false /* no */}}", &["a", "b"], "true").unwrap(),
        "{\"a\": {\"b\": true /* no */}}"
    );
    assert_eq!(
        set("{\"a\": {\"b\": 1}}", &["a", "c"], "2").unwrap(),
        "{\"a\": {\"b\": 1, \"c\": 2}}"
    );
    assert!(set("{\"a\": 3}", &["a", "b"], "1").is_err());
    assert!(add_to_list("{\"a\": 3}", &["a"], &["x".into()]).is_err());
}

proptest::proptest! {
    #[test]
    fn taking_out_leaves_what_parses(key in "[a-c]{1,2}", text in "\\{([ \n]{0,2}\"[a-c]\":( ?[12]| ?\\{\\})([ \n]|/\\*x\\*/|//y\n){0,2},?){0,4}\\}") {
        if json::parse(&text).is_ok() {
            let out = remove(&text, &[&key]).unwrap();
            proptest::prop_assert!(json::parse(&out).is_ok(), "{text:?} -> {out:?}");
        }
    }

    #[test]
    fn edits_of_anything_that_parses_parse(key in "[a-c]{1,2}", text in "[\\[\\]{}\":, a-c\n/]{0,30}") {
        if json::parse(&text).is_ok()
            && let Ok(out) = add_to_list(&text, &["p", &key], &["x".into()])
        {
            let n = json::parse(&out);
            proptest::prop_assert!(n.is_ok(), "{text:?} -> {out:?}");
        }
    }
}

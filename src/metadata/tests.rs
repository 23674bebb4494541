//! Tests of merging: one row for each rule.

use serde_json::json;

use super::*;

fn map(value: Value) -> Map<String, Value> {
    serde_json::from_value(value).unwrap()
}

#[track_caller]
fn check(primary: Value, secondary: Value, choices: &[(&str, Choice)], expected: Value) {
    let choices = choices.iter().map(|(key, choice)| ((*key).to_owned(), *choice)).collect();
    let changes = merge(&map(primary), &map(secondary), &choices);
    assert_eq!(Value::Object(changes), expected);
}

#[test]
fn by_default_the_primary_wins_and_missing_keys_are_added() {
    let primary = json!({"theme": "dark", "language": "en"});
    let secondary = json!({"language": "fr", "newsletter": true});
    check(primary, secondary, &[], json!({"newsletter": true}));
    check(json!({}), json!({"a": {"b": [1]}}), &[], json!({"a": {"b": [1]}}));
}

#[test]
fn by_default_lists_and_groups_are_joined() {
    let primary = || json!({"tags": ["a"], "profile": {"city": "London"}});
    let secondary = || json!({"tags": ["b"], "profile": {"city": "Lund", "age": 36}});
    let both = json!({"tags": ["a", "b"], "profile": {"city": "London", "age": 36}});
    check(primary(), secondary(), &[], both);
    let kept = [("tags", Choice::Keep), ("profile", Choice::Keep)];
    check(primary(), secondary(), &kept, json!({}));
}

#[test]
fn attack_a_group_hides_a_value_that_is_lost() {
    for (ours, theirs, conflict) in [
        (json!(1), json!(1), false),
        (json!(1), json!(2), true),
        (json!("a"), json!(["a"]), true),
        (json!(["a"]), json!(["b"]), false),
        (json!({"a": 1}), json!({"b": 2}), false),
        (json!({"a": 1}), json!({"a": 2}), true),
        (json!({"a": {"b": ["x"], "c": 1}}), json!({"a": {"b": ["y"], "c": 1}}), false),
        (json!({"a": {"b": {"c": 1}}}), json!({"a": {"b": {"c": 2}}}), true),
        (json!({"a": null}), json!({"a": 2}), true),
    ] {
        let (ours, theirs) = (map(json!({"it": ours})), map(json!({"it": theirs})));
        assert_eq!(shown(&ours, &theirs)[0].conflict, conflict, "{ours:?} with {theirs:?}");
        // What joins without a conflict keeps all that was there, whichever account stays.
        for (ours, theirs) in [(&ours, &theirs), (&theirs, &ours)].into_iter().filter(|_| !conflict)
        {
            let mut target = ours.clone();
            target.extend(merge(ours, theirs, &Choices::new()));
            assert!(!shown(&target, theirs)[0].conflict, "{ours:?} with {theirs:?}");
        }
    }
}

/// Two points make no line, and a series loses none of its repeats.
#[test]
fn attack_two_lists_that_are_no_sets_become_one() {
    for (ours, theirs) in [
        (json!([52.5, 13.4]), json!([59.3, 18.1])),
        (json!(["a", "b", "a"]), json!(["c"])),
        (json!(["c"]), json!(["a", "a"])),
        (json!([{"at": 1}]), json!([{"at": 2}])),
        (json!([["a"]]), json!([["b"]])),
        (json!([true]), json!([false])),
        (json!(["a", 1]), json!(["b"])),
        (json!([]), json!([1])),
    ] {
        for (ours, theirs) in [(&ours, &theirs), (&theirs, &ours)] {
            let groups = [json!({"it": {"in": ours}}), json!({"it": {"in": theirs}})].map(map);
            let lists = [json!({"it": ours}), json!({"it": theirs})].map(map);
            for [ours, theirs] in [&lists, &groups] {
                for choices in [&[][..], &[("it".to_owned(), Choice::Join)]] {
                    let choices = choices.iter().cloned().collect();
                    assert_eq!(merge(ours, theirs, &choices), Map::new(), "{theirs:?} to {ours:?}");
                }
                assert!(shown(ours, theirs)[0].conflict, "{theirs:?} to {ours:?}");
            }
            assert!(!shown(&lists[0], &lists[1])[0].joinable, "{theirs:?} to {ours:?}");
        }
        // The same in both is no conflict.
        let same = map(json!({"it": {"in": ours}}));
        assert!(!shown(&same, &same)[0].conflict, "{ours:?}");
    }
}

#[test]
fn a_key_can_be_taken_or_left() {
    let primary = || json!({"theme": "dark"});
    let secondary = || json!({"theme": "light", "city": "Lund"});
    check(primary(), secondary(), &[("theme", Choice::Take)], secondary());
    check(primary(), secondary(), &[("city", Choice::Leave)], json!({}));
    check(primary(), secondary(), &[("theme", Choice::Leave)], json!({"city": "Lund"}));
    // `take` of what only the secondary has changes nothing; `keep` of it adds it too.
    check(json!({}), json!({"a": 1}), &[("a", Choice::Keep)], json!({"a": 1}));
    check(json!({}), json!({"a": 1}), &[("b", Choice::Take)], json!({"a": 1}));
}

#[test]
fn lists_are_united_and_groups_merged() {
    check(
        json!({"tags": ["a", "b"]}),
        json!({"tags": ["b", "c", "a"]}),
        &[("tags", Choice::Join)],
        json!({"tags": ["a", "b", "c"]}),
    );
    check(
        json!({"profile": {"city": "London", "likes": ["tea"], "deep": {"x": 1}}}),
        json!({"profile": {"city": "Lund", "likes": ["milk"], "deep": {"y": 2}, "age": 36}}),
        &[("profile", Choice::Join)],
        json!({"profile": {"city": "London", "likes": ["tea", "milk"], "deep": {"x": 1, "y": 2},
            "age": 36}}),
    );
    check(json!({"a": "x"}), json!({"a": ["y"]}), &[("a", Choice::Join)], json!({}));
}

#[test]
fn nulls_and_our_own_key_are_never_written() {
    let secondary = json!({"a": null, RESERVED: {"at": 1}});
    check(json!({"a": 1}), secondary.clone(), &[("a", Choice::Take)], json!({}));
    check(json!({}), secondary, &[(RESERVED, Choice::Take)], json!({}));
    check(json!({"a": null}), json!({"a": 1}), &[], json!({"a": 1}));
}

#[test]
fn a_value_that_is_there_already_is_not_written() {
    check(json!({"a": [1]}), json!({"a": [1]}), &[("a", Choice::Take)], json!({}));
    check(json!({"a": [1, 2]}), json!({"a": [2]}), &[("a", Choice::Join)], json!({}));
}

#[test]
fn the_difference_is_what_a_patch_must_say() {
    let current = map(json!({"a": 1, "b": 2, "c": 3}));
    let wanted = map(json!({"a": 1, "b": 9, "d": 4}));
    let changes = Value::Object(difference(&current, &wanted));
    assert_eq!(changes, json!({"b": 9, "c": null, "d": 4}));
}

#[test]
fn shows_both_sides_without_what_is_ours() {
    let present = map(json!({"theme": "dark", "tags": ["a"], RESERVED: {}, "x": 1}));
    let other = map(json!({"theme": "light", "tags": ["b"], "old": null, "x": 1}));
    let shown = serde_json::to_value(shown(&present, &other)).unwrap();
    let keys: Vec<&str> =
        shown.as_array().unwrap().iter().map(|it| it["key"].as_str().unwrap()).collect();
    assert_eq!(keys, ["tags", "theme", "x"]);
    assert_eq!(shown[0]["joinable"], true);
    assert_eq!(shown[1]["other"]["preview"], "light");
    assert_eq!((&shown[2]["same"], &shown[1]["same"]), (&json!(true), &json!(false)));
}

//! What people type, paste and autofill, as they mean it: numbers, codes and addresses. One set of rules, applied
//! before anything is looked up, counted or limited.

/// Country codes of one and two digits (ITU-T E.164); all others have three.
const SHORT_CODES: [&str; 46] = [
    "1", "7", "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45",
    "46", "47", "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63",
    "64", "65", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
];

/// Removes invisible characters, which come along from pages, address books and keyboards: direction marks and joiners
/// (Unicode's `Default_Ignorable_Code_Point`, and annotation marks).
pub fn visible(text: &str) -> String {
    text.chars().filter(|it| !is_invisible(*it)).collect()
}

const fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// A number in E.164 form, if it is one: a plus and digits. `0049 (0)152 288-17386` is `+4915228817386`.
pub fn number(typed: &str) -> Option<String> {
    let number = dialled(typed);
    let number = number.strip_prefix('+').or_else(|| number.strip_prefix("00"))?;
    let number = without_trunk_zero(number);
    let digits: String = number.chars().filter(|it| !"()[]".contains(*it)).collect();
    digits.bytes().all(|it| it.is_ascii_digit()).then(|| format!("+{digits}"))
}

/// Whether it is a number that lacks only the country code: digits that begin with neither `+` nor `00`.
pub fn lacks_country(typed: &str) -> bool {
    let number = dialled(typed);
    let digit = |it: &char| it.is_ascii_digit();
    number.chars().all(|it| digit(&it) || "()[]".contains(it))
        && number.chars().any(|it| digit(&it))
        && !number.starts_with("00")
}

/// Without a scheme, and without parentheses around its beginning.
fn dialled(typed: &str) -> String {
    let text = plain(typed);
    let text = match text.split_at_checked(4) {
        Some((scheme, number)) if scheme.eq_ignore_ascii_case("tel:") => number,
        _ => text.as_str(),
    };
    text.trim_start_matches(['(', '[']).to_owned()
}

/// `(0)` right after the country code is dialled within the country only. Anywhere else it is part of the number, as is
/// a zero without parentheses.
fn without_trunk_zero(number: &str) -> String {
    if let Some((code, rest)) = number.split_once("(0)") {
        let bare: String = code.chars().filter(|it| !"()[]".contains(*it)).collect();
        if is_country_code(&bare) {
            return format!("{bare}{rest}");
        }
    }
    number.to_owned()
}

fn is_country_code(text: &str) -> bool {
    let is_short = |text: &str| SHORT_CODES.contains(&text);
    let begins_short = (1..=2).any(|length| text.get(..length).is_some_and(is_short));
    let digits = text.bytes().all(|it| it.is_ascii_digit());
    is_short(text) || digits && text.len() == 3 && !begins_short && !text.starts_with('0')
}

/// A code, or a number to be read: ASCII letters and digits, without separators and invisible characters.
#[expect(clippy::disallowed_methods, reason = "people's text may have any white space")]
pub fn plain(typed: &str) -> String {
    let kept = |it: &char| !it.is_whitespace() && !is_invisible(*it) && !BETWEEN.contains(*it);
    typed.chars().filter(kept).map(ascii).filter(|it| !BETWEEN.contains(*it)).collect()
}

/// Hyphens, dashes and what is typed for them, dots and slashes.
const BETWEEN: &str = "-./~\u{58a}\u{5be}\u{1806}\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2015}\
    \u{2053}\u{2212}\u{223c}\u{2e3a}\u{2e3b}\u{301c}\u{3030}\u{30a0}\u{30fc}\u{fe58}\u{fe63}";

/// The same letter or digit in ASCII: for full-width ones, and Arabic, Persian and Hindi digits.
fn ascii(letter: char) -> char {
    let first = match letter {
        '\u{ff01}'..='\u{ff5e}' => return moved(letter, 0xff01, 0x21),
        '\u{660}'..='\u{669}' => 0x660,
        '\u{6f0}'..='\u{6f9}' => 0x6f0,
        '\u{966}'..='\u{96f}' => 0x966,
        _ => return letter,
    };
    moved(letter, first, 0x30)
}

fn moved(letter: char, from: u32, to: u32) -> char {
    let code = u32::from(letter).saturating_sub(from).saturating_add(to);
    char::from_u32(code).unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What people type, and what they mean by it.
    const NUMBERS: [(&str, &str); 27] = [
        ("+44 (0)7700 900123", "+447700900123"),
        ("+44(0) 7700 900123", "+447700900123"),
        ("(+44) (0)7700 900123", "+447700900123"),
        ("+[44] (0)7700 900123", "+447700900123"),
        ("0044 (0) 7700-900.123", "+447700900123"),
        ("+１ （０）５５５ ０１００", "+15550100"),
        ("+353 (0)85 012 3456", "+353850123456"),
        ("001 (0)555-01.00", "+15550100"),
        // Anywhere else the zeros are the number's own.
        ("+44 7700 (0)900123", "+4477000900123"),
        ("+4 (0)4 7700 900123", "+4047700900123"),
        ("+3531 (0)85012345", "+3531085012345"),
        ("+39 06 1234 5678", "+390612345678"),
        ("tel:+1-201-555-0123", "+12015550123"),
        ("TEL: 001 201 555 0123", "+12015550123"),
        ("\u{feff}+49\u{200b}151\u{2060}12345678", "+4915112345678"),
        ("\u{202a}+49 151 12345678\u{202c}", "+4915112345678"),
        ("\u{200e}+49\u{200f} 151 1234\u{ad}5678\u{61c}", "+4915112345678"),
        ("+49 151\u{2011}12345678", "+4915112345678"),
        ("+49–151—1234−5678", "+4915112345678"),
        ("+49\u{a0}151\u{202f}1234\u{3000}5678", "+4915112345678"),
        ("＋４９－１５１ー１２３４／５６７８", "+4915112345678"),
        ("+٤٩١٥١١٢٣٤٥٦٧٨", "+4915112345678"),
        ("٠٠٤٩ ١٥١ ١٢٣٤٥٦٧٨", "+4915112345678"),
        ("+۴۹۱۵۱۱۲۳۴۵۶۷۸", "+4915112345678"),
        ("+९१ ९८७६५ ४३२१०", "+919876543210"),
        ("+49 [151] (1234) 5678", "+4915112345678"),
        ("0049151/12345678", "+4915112345678"),
    ];

    #[test]
    fn a_number_is_the_one_that_was_meant() {
        for (typed, meant) in NUMBERS {
            assert_eq!(number(typed).as_deref(), Some(meant), "{typed:?}");
        }
        for typed in ["0151 12345678", "49151", "tel:0151123", "+49 151 x", "++49", "+49 ext 5", ""]
        {
            assert_eq!(number(typed), None, "{typed:?}");
        }
        // Digits of other scripts are not converted.
        for typed in ["+๔๙๑๕๑๑๒๓๔", "+①②③④⑤⑥⑦⑧", "+৪৯১৫১১২৩"]
        {
            assert_eq!(number(typed), None, "{typed:?}");
        }
    }

    #[test]
    fn a_number_without_its_country_is_told_from_what_is_none() {
        for typed in ["0151 12345678", "(0151) 123-45", "٠١٥١١٢٣", "tel:0151123", "49151", "7"]
        {
            assert!(lacks_country(typed), "{typed:?}");
        }
        for typed in
            ["", "()", "+49151", "0049151", "(0049) 151", "0151 x", "ada@example.com", "++1"]
        {
            assert!(!lacks_country(typed), "{typed:?}");
        }
    }

    #[test]
    fn a_code_is_the_one_that_was_meant() {
        for typed in [
            "123456",
            " 123 456 ",
            "123-456",
            "123\u{2011}456",
            "123.456",
            "\u{202d}123456\u{202c}",
            "1\u{200b}2\u{200c}3\u{200d}4\u{feff}56",
            "１２３４５６",
            "١٢٣٤٥٦",
            "۱۲۳۴۵۶",
            "१२३४५६",
            "123\u{3000}456",
        ] {
            assert_eq!(plain(typed), "123456", "{typed:?}");
        }
        assert_eq!(plain("ＡＢ－12cd"), "AB12cd");
        assert_eq!(plain("12345é"), "12345é");
    }

    #[test]
    fn nothing_invisible_is_left_and_nothing_visible_is_lost() {
        let all = (char::MIN..=char::MAX).filter(|it| is_invisible(*it)).collect::<String>();
        assert!(all.chars().count() > 4000);
        assert_eq!(visible(&all), "");
        assert_eq!(visible("用户@例子.公司 é\u{301} ー"), "用户@例子.公司 é\u{301} ー");
    }
}

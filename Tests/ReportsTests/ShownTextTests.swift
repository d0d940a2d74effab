import Reports
import Testing

/// What is done to names on their way to human eyes, and on their way into a spreadsheet.
@Suite struct ShownTextTests {
    @Test(arguments: [
        ("plain", "plain"), ("±≈ é 電 …", "±≈ é 電 …"),
        ("a\u{1B}[2Jb", "a␛[2Jb"), ("a\nb\tc\u{7F}\0", "a␊b␉c␡␀"), ("\u{9B}31m", "⟨U+009B⟩31m"),
        ("abc\u{202E}fdp.exe", "abc⟨U+202E⟩fdp.exe"), ("\u{2066}x\u{2069}", "⟨U+2066⟩x⟨U+2069⟩"),
        ("int\u{200B}8", "int⟨U+200B⟩8"), ("\u{FEFF}x", "⟨U+FEFF⟩x"), ("a\u{2028}b", "a⟨U+2028⟩b"),
        ("soft\u{AD}hyphen", "soft⟨U+00AD⟩hyphen"), ("x\u{E0041}", "x⟨U+E0041⟩"),
        ("x\u{FFFE}", "x⟨U+FFFE⟩"), ("a\u{3164}b", "a⟨U+3164⟩b"),
        ("👩‍🔬 ❤️ 1️⃣ 🏳️‍🌈", "👩‍🔬 ❤️ 1️⃣ 🏳️‍🌈"), ("می‌خواهم", "می‌خواهم"),
        ("a\u{200D}b", "a⟨U+200D⟩b"), ("a\u{FE0F}", "a⟨U+FE0F⟩"), ("é\u{200D}", "é⟨U+200D⟩"),
    ])
    func `what is hidden in a name is written out, and what emoji and scripts need stays`(
        text: String,
        shown: String
    ) {
        #expect(TerminalText.printable(text) == shown)
        #expect(TerminalText.printable(shown) == shown)
    }

    @Test func `a text of several lines keeps its lines and tabs`() {
        #expect(TerminalText.printableLines("a\tb\u{1B}\nc\u{202E}\n") == "a\tb␛\nc⟨U+202E⟩\n")
        #expect(TerminalText.printableLines("") == "")
    }

    @Test(arguments: [
        ("=1+1", "'=1+1"), ("+x", "'+x"), ("-O3", "'-O3"), ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""), ("\rx", "\"'\rx\""),
        ("-0.5", "-0.5"), ("+1e5", "+1e5"), ("-1.2e-05", "-1.2e-05"), ("-inf", "-inf"), ("-", "-"),
        ("a=b", "a=b"), ("x-y", "x-y"), ("", ""), ("'=1", "'=1"), (" =1", " =1"),
    ])
    func `a cell that a spreadsheet would run is text, and numbers stay numbers`(
        text: String,
        cell: String
    ) {
        #expect(CSVText.quoted(text) == cell)
    }

    @Test func `control characters are data in CSV, and lines end as they are asked to`() {
        #expect(CSVText.line(["a\u{1B}\u{202E}", "b,c"]) == "a\u{1B}\u{202E},\"b,c\"\r\n")
        #expect(CSVText.line(["a", "-1"], end: "\n") == "a,-1\n")
    }
}

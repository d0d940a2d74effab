/// Which examples of a test set a trial got right.
///
/// The text of the event `eval_outcomes` is `COUNT:HEX`: the number of examples, a colon, and one
/// bit for each, 1 for right, the first example in the highest bit of the first hexadecimal digit;
/// bits of the last digit beyond the count are 0. The examples are the same, in the same order, in
/// every variant of a comparison.
public struct ExampleOutcomes: Sendable, Hashable {
    public static let event = "eval_outcomes"

    /// Test sets beyond it would make lines longer than a log should have.
    public static let mostExamples = 10_000_000

    public let right: [Bool]
    public var count: Int { right.count }

    /// The share of right ones.
    public var shareOfRight: Double { Double(right.count(where: \.self)) / Double(right.count) }

    /// Outcomes of at least one example.
    public init?(_ right: [Bool]) {
        guard !right.isEmpty, right.count <= Self.mostExamples else { return nil }
        self.right = right
    }

    /// Reads the text of the event.
    ///
    /// - Throws: `Fault` where it is not exactly of that form.
    public init(parsing text: some StringProtocol) throws(Fault) {
        guard let colon = text.firstIndex(of: ":") else { throw .noCount }
        let number = text[..<colon]
        guard number.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let count = Int(number), count > 0, count <= Self.mostExamples
        else { throw .noCount }
        let digits = text[text.index(after: colon)...].utf8
        guard digits.count == (count + 3) / 4 else {
            throw .length(expected: (count + 3) / 4, found: digits.count)
        }
        var right: [Bool] = []
        right.reserveCapacity(count + 3)
        for digit in digits {
            guard let value = Self.value(of: digit) else { throw .digit }
            for bit in [8, 4, 2, 1] as [UInt8] { right.append(value & bit != 0) }
        }
        guard !right[count...].contains(true) else { throw .bitsBeyond }
        self.right = Array(right[..<count])
    }

    /// The text of the event.
    public var text: String {
        let digits = Array("0123456789abcdef")
        var text = "\(count):"
        for start in stride(from: 0, to: count, by: 4) {
            var value = 0
            for place in start..<start + 4 {
                value = value * 2 + (place < count && right[place] ? 1 : 0)
            }
            text.append(digits[value])
        }
        return text
    }

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// Why a text is none.
    public enum Fault: Error, Sendable, Hashable, CustomStringConvertible {
        case noText
        case noCount
        case length(expected: Int, found: Int)
        case digit
        case bitsBeyond

        public var description: String {
            switch self {
            case .noText: "it is no text"
            case .noCount: "it does not begin with the number of examples and a colon"
            case .length(let expected, let found):
                "it needs \(expected) hexadecimal digits and has \(found)"
            case .digit: "it holds something else than hexadecimal digits"
            case .bitsBeyond: "bits beyond the number of examples are set"
            }
        }
    }
}

extension Trial {
    /// What was stated last; `nil` where nothing was.
    var statedOutcomes: Result<ExampleOutcomes, ExampleOutcomes.Fault>? {
        guard let event = events.last(where: { $0.key == ExampleOutcomes.event }) else {
            return nil
        }
        let text = event.value
        // The value is JSON text, and nothing that is right needs an escape.
        guard text.utf8.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else {
            return .failure(.noText)
        }
        do throws(ExampleOutcomes.Fault) {
            return .success(try ExampleOutcomes(parsing: text.dropFirst().dropLast()))
        } catch {
            return .failure(error)
        }
    }
}

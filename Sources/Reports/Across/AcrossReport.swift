public import Experiment
internal import Statistics
internal import Units

/// Several runs of a suite beside each other, each compared with the first.
///
/// Nothing is paired across runs: they share no block. A ratio is that of the geometric means with
/// Welch's interval; the ratio of ratios, variant ÷ baseline of a run over that of the first, takes
/// out what the machine's drift does to baseline and variant alike. The verdicts are made by the
/// rules of a single run's report.
public struct AcrossReport: Sendable {
    public let runs: [AcrossRun]

    /// What is another than in the first run, for each run: none for the first.
    public let differences: [[String]]
    public let comparisons: [AcrossComparison]

    /// What is not compared and why, in sentences without their ends.
    public let omissions: [String]

    /// - Parameter runs: two or more of suites of one name; the first is what the others are set
    ///   against.
    /// - Throws: `AcrossError` where they cannot be compared.
    public init(_ runs: [AcrossRun]) throws(AcrossError) {
        guard let first = runs.first, runs.count > 1 else { throw .tooFewRuns }
        var ids: Set<String> = []
        for run in runs where !ids.insert(run.report.run.id).inserted {
            throw .sameRun(run.report.run.id)
        }
        let suites = runs.map(\.report.run.suiteName)
        guard Set(suites).count == 1 else { throw .differentSuites(suites) }
        self.runs = runs
        differences = runs.map { run in
            run.report.run.id == first.report.run.id ? [] : run.differences(from: first)
        }
        var omissions: [String] = []
        comparisons = first.report.comparisons.compactMap {
            AcrossComparison($0, in: runs, &omissions)
        }
        for (number, run) in runs.enumerated().dropFirst() {
            let others = run.report.comparisons.map(\.comparison.name).filter { name in
                !first.report.comparisons.contains { $0.comparison.name == name }
            }
            omissions += others.map {
                "the comparison “\($0)” is in run \(Self.letter(number)) and not in run A"
            }
        }
        self.omissions = omissions
        guard !comparisons.isEmpty else { throw .nothingShared(omissions) }
    }

    /// What a run is called in tables: A, B, …; behind Z by its number.
    static func letter(_ number: Int) -> String {
        number < 26 ? String(UnicodeScalar(UInt8(65 + number))) : "R\(number + 1)"
    }
}

/// Why runs cannot be compared.
public enum AcrossError: Error, Sendable, Hashable, CustomStringConvertible {
    case tooFewRuns
    case sameRun(String)
    case differentSuites([String])
    case nothingShared([String])

    public var description: String {
        switch self {
        case .tooFewRuns: return "Name two runs or more; `joulebench list` shows them."
        case .sameRun(let id):
            return "Run \(id.prefix(8)) is named twice; a run is not compared with itself."
        case .differentSuites(let names):
            let words = names.enumerated().map { number, name in
                "\(AcrossReport.letter(number)) “\(TerminalText.printable(name))”"
            }
            return "The runs are of different suites (\(words.joined(separator: ", "))): what they "
                + "did is not the same. Compare runs of one suite."
        case .nothingShared(let reasons):
            let text = TerminalText.printable(reasons.joined(separator: "; "))
            return "The runs share no variant: \(text)."
        }
    }
}

/// A comparison of a suite over runs.
public struct AcrossComparison: Sendable {
    /// As in the first run.
    public var comparison: Comparison
    public var variants: [AcrossVariant]

    /// How many questions its verdicts answer together, for Holm's correction.
    public internal(set) var questionCount = 0

    /// `nil` where no other run has a variant of it; what is left out is told.
    init?(_ first: ComparisonReport, in runs: [AcrossRun], _ omissions: inout [String]) {
        comparison = first.comparison
        let name = comparison.name
        let others: [ComparisonReport?] = runs.enumerated().map { number, run in
            let found = run.report.comparisons.first { $0.comparison.name == name }
            let letter = AcrossReport.letter(number)
            if found == nil {
                omissions.append("the comparison “\(name)” is not in run \(letter)")
            } else if found?.comparison.unitOfWork != first.comparison.unitOfWork {
                omissions.append(
                    "the comparison “\(name)” has another unit of work in run \(letter)"
                )
                return nil
            }
            return found
        }
        variants = []
        for variant in comparison.variants {
            let known = others.enumerated().map { number, other -> ComparisonReport? in
                guard let other else { return nil }
                let found = other.comparison.variants.first { $0.name == variant.name }
                guard let found, found.command == variant.command else {
                    let what = found == nil ? "is not in" : "has another command in"
                    omissions.append(
                        "“\(variant.name)” of “\(name)” \(what) run \(AcrossReport.letter(number))"
                    )
                    return nil
                }
                return other
            }
            guard known.count(where: { $0 != nil }) > 1 else { continue }
            variants.append(AcrossVariant(variant.name, in: known, of: runs))
        }
        guard !variants.isEmpty else { return nil }
        fillVerdicts()
    }

    /// The unit of work in the singular.
    var unit: String { comparison.unitOfWork.singular }
}

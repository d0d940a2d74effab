public import Experiment
internal import Foundation

/// Asks a suite's command for the version of the project under test.
public struct VersionProbe: Sendable {
    let locator: ProgramLocator
    let household: Household

    /// How long the command may take.
    var timeout = Duration.seconds(10)

    /// Characters of a version; a commit, a tag and a mark have far fewer.
    private static let longest = 200

    public init(locator: ProgramLocator, household: Household) {
        self.locator = locator
        self.household = household
    }

    /// Runs the command and takes the one line that it prints.
    ///
    /// - Parameters:
    ///   - command: the program with its arguments; a program with a slash is a path from the folder.
    ///   - folder: to run it in, that of the suite.
    /// - Returns: the version, or why it is not known.
    /// - Throws: `TrialsError.interrupted` where a signal came.
    public func version(by command: [String], in folder: String) throws(TrialsError)
        -> ProjectVersion
    {
        do throws(TrialsError) {
            let said = try run(command, in: folder)
            return ProjectVersion(command: command, finding: said.flatMap(Self.version))
        } catch {
            if error == .interrupted { throw error }
            let reason = Self.reason(error, command.first ?? "")
            return ProjectVersion(command: command, finding: .failure(Absence(reason)))
        }
    }

    /// Why the command could not be started.
    private static func reason(_ error: TrialsError, _ program: String) -> String {
        if case .programNotFound = error { return "there is no program “\(program)”" }
        return "\(error)".withoutFullStop
    }

    /// What a command printed: a second line and a long one are kept as such, and no more.
    private struct Output {
        var lines: [String] = []
        var complaint: String?

        mutating func take(_ line: String, _ stream: AttendedCommand.Stream) {
            let line = line.trimmingCharacters(in: .whitespacesAndNewlines)
            guard !line.isEmpty else { return }
            let part = String(line.prefix(VersionProbe.longest + 1))
            switch stream {
            case .output: if lines.count < 2 { lines.append(part) }
            case .error: complaint = complaint ?? part
            }
        }
    }

    private func run(_ command: [String], in folder: String) throws(TrialsError)
        -> Result<Output, Absence>
    {
        var output = Output()
        let outcome = try AttendedCommand(
            command,
            in: folder,
            timeout: timeout,
            // git writes its index where it may, even to describe a commit.
            adding: ["GIT_OPTIONAL_LOCKS": "0"]
        ).run(locator: locator, household: household) { output.take($1, $0) }
        switch outcome {
        case .completed: return .success(output)
        case .notStarted(let reason): return .failure(Absence(reason))
        default:
            let said = output.complaint.map { ": \($0.withoutFullStop)" } ?? ""
            return .failure(Absence("it \(outcome.explanation.withoutFullStop)\(said)"))
        }
    }

    /// The version in what was printed.
    private static func version(_ output: Output) -> Result<String, Absence> {
        guard let line = output.lines.first else { return .failure(Absence("it printed nothing")) }
        guard output.lines.count == 1 else {
            return .failure(Absence("it printed more than one line"))
        }
        guard line.count <= longest else {
            return .failure(Absence("it printed more than \(longest) characters"))
        }
        let isPlain = line.unicodeScalars.allSatisfy {
            ![.control, .lineSeparator, .paragraphSeparator].contains(
                $0.properties.generalCategory
            )
        }
        return isPlain ? .success(line) : .failure(Absence("it printed control characters"))
    }
}

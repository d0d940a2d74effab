import Experiment

/// The commands that `exec` was given, as the variants of a comparison.
struct ExecCommands: Hashable {
    struct Entry: Hashable {
        /// The label, or the command as a shell would need it.
        var name: String
        var words: [String]
    }

    /// Why the command line names no commands.
    enum Mistake: Error, Hashable, CustomStringConvertible {
        case none
        case both
        case empty(number: Int)
        case malformed(command: String, ShellWords.Mistake)
        case shellAfterTerminator
        case names(given: Int, commands: Int)
        case nameTwice(String)

        var description: String {
            switch self {
            case .none:
                "There is no command. Give one after --, as in `joulebench exec -- sort file`, or "
                    + "several in quotes, as in `joulebench exec 'sort a' 'sort b'`."
            case .both:
                "Give either one command after -- or commands in quotes before it, not both."
            case .empty(let number): "Command \(number) is empty."
            case .malformed(let command, let mistake): "“\(command)” \(mistake)."
            case .shellAfterTerminator:
                "--shell takes commands in quotes: joulebench exec --shell 'sort a | uniq'."
            case .names(let given, let commands):
                "--name is given \(given.counted("time")) for \(commands.counted("command")): "
                    + "one for each, in the same order."
            case .nameTwice(let name):
                "Two commands are called “\(name)”: give each its own --name."
            }
        }
    }

    var entries: [Entry]

    /// Whether the command was given after `--`.
    var isAfterTerminator: Bool

    /// Takes the commands from the words that are left of a command line.
    ///
    /// - Parameters:
    ///   - words: the positional arguments, those after `--` included.
    ///   - commandLine: all arguments of the program: the parser does not say which of `words`
    ///     came after `--`.
    ///   - names: labels, for all commands or for none.
    ///   - usesShell: whether each command is handed to `sh -c` as it is.
    /// - Throws: `Mistake`.
    init(
        words: [String],
        commandLine: [String],
        names: [String] = [],
        usesShell: Bool = false
    ) throws(Mistake) {
        guard !words.isEmpty else { throw .none }
        let after = commandLine.firstIndex(of: "--").map { commandLine.count - $0 - 1 } ?? 0
        isAfterTerminator = after > 0
        if isAfterTerminator {
            guard after >= words.count else { throw .both }
            guard !usesShell else { throw .shellAfterTerminator }
            guard words.first != "" else { throw .empty(number: 1) }
            let text = words.map(ShellWords.quoted).joined(separator: " ")
            entries = [Entry(name: text, words: words)]
        } else {
            var entries: [Entry] = []
            for (index, text) in words.enumerated() {
                let split = try Self.words(of: text, number: index + 1, usesShell: usesShell)
                entries.append(Entry(name: text, words: split))
            }
            self.entries = entries
        }
        try label(names)
    }

    private static func words(
        of text: String,
        number: Int,
        usesShell: Bool
    ) throws(Mistake) -> [String] {
        guard text.contains(where: { !$0.isWhitespace }) else { throw .empty(number: number) }
        if usesShell { return ["sh", "-c", text] }
        do {
            return try ShellWords.split(text)
        } catch {
            throw .malformed(command: text, error)
        }
    }

    private mutating func label(_ names: [String]) throws(Mistake) {
        guard names.isEmpty || names.count == entries.count else {
            throw .names(given: names.count, commands: entries.count)
        }
        for (index, name) in names.enumerated() { entries[index].name = name }
        var seen: Set<String> = []
        for entry in entries where !seen.insert(entry.name).inserted {
            throw .nameTwice(entry.name)
        }
    }

    /// The suite that the commands make: one comparison, the first command its baseline.
    ///
    /// - Parameters:
    ///   - runs: how often each command is run and counted.
    ///   - warmup: how often each is run before that.
    ///   - interval: between two samples.
    ///   - timeout: of each run.
    /// - Returns: a suite that no file holds.
    func suite(runs: Int, warmup: Int, interval: Duration, timeout: Duration) -> BenchmarkSuite {
        let variants = entries.map { entry in
            Variant(
                name: entry.name,
                command: Command(arguments: entry.words.map { [.text($0)] }),
                parameters: [:]
            )
        }
        return BenchmarkSuite(
            name: Self.suiteName,
            design: RunDesign(blocks: .fixed(runs), warmUpBlocks: warmup),
            timeout: timeout,
            samplingInterval: interval,
            comparisons: [
                Comparison(
                    name: "commands",
                    unitOfWork: Comparison.wholeTrial,
                    quality: nil,
                    baseline: variants[0].name,
                    variants: variants
                )
            ]
        )
    }

    /// What the runs of `exec` are called where runs are named by their suite.
    static let suiteName = "exec"
}

internal import Experiment
internal import Glibc

/// A program `nvidia-smi`, or one that behaves like it.
package struct NVIDIASMIProgram: Sendable, Hashable {
    /// The file to execute, and arguments that come before the query's.
    var words: [String]
    var environment: [String: String]

    /// How long it may take to answer: without persistence mode it first starts the boards.
    var patience: Duration = .seconds(15)

    /// - Parameters:
    ///   - words: the program, which is looked for in `PATH` unless its name has a slash.
    ///   - environment: for it and for `PATH`.
    ///   - patience: how long it may take to answer.
    /// - Throws: `NVIDIAFault` where it is not there.
    package init(
        _ words: [String],
        environment: [String: String],
        patience: Duration = .seconds(15)
    ) throws(NVIDIAFault) {
        let name = words.first ?? ""
        self.words = words
        self.environment = environment
        self.patience = patience
        guard !name.contains("/") else {
            guard access(name, X_OK) == 0 else {
                throw .impossible("\(name): \(errorText(errno))")
            }
            return
        }
        // Containers and WSL have it in places that are not in PATH.
        let folders = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").map(
            String.init
        )
        let places = folders + ["/usr/local/nvidia/bin", "/usr/lib/wsl/lib"]
        guard let path = places.map({ "\($0)/\(name)" }).first(where: Self.isProgram) else {
            throw .notInstalled("\(name) is not in PATH")
        }
        self.words[0] = path
    }

    private static func isProgram(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
            && access(path, X_OK) == 0
    }

    /// The names of the fields that this version knows.
    ///
    /// One unknown field would end a query with an error.
    ///
    /// - Throws: `NVIDIAFault` where it does not say.
    func fieldNames() throws(NVIDIAFault) -> Set<String> {
        let names = NVIDIASMITable.fieldNames(inHelp: try output(["--help-query-gpu"]))
        guard names.contains("uuid"), names.contains("index") else {
            throw .refused("\(words[0]) --help-query-gpu lists no field “uuid”")
        }
        return names
    }

    /// One line for each board.
    ///
    /// - Throws: `NVIDIAFault` with what it says instead.
    func table(_ fields: [String]) throws(NVIDIAFault) -> [String] {
        try output(Self.query(fields)).split(whereSeparator: \.isNewline).map(String.init)
    }

    /// The arguments of a query.
    static func query(_ fields: [String]) -> [String] {
        ["--query-gpu=\(fields.joined(separator: ","))", "--format=csv,noheader,nounits"]
    }

    private func output(_ arguments: [String]) throws(NVIDIAFault) -> String {
        let (text, errors, code) = try ChildProgram.output(
            of: words + arguments,
            environment: environment,
            within: patience
        )
        guard code == 0 else { throw Self.fault(code, says: [text, errors]) }
        return text
    }

    /// Why a program that ended with a status gave nothing: its errors come on either stream.
    static func fault(_ code: Int32?, says texts: [String]) -> NVIDIAFault {
        let why = code.map(NVIDIAFailure.ended).flatMap(NVIDIAFailure.words)
        let line = texts.joined(separator: "\n").split(whereSeparator: \.isNewline).first
        let said = line.map { ": \(SystemFile.trimmed($0).prefix(200))" } ?? ""
        let reason = "\(why ?? "nvidia-smi closed its output")\(said)"
        switch code {
        case 9: return .absent(reason, remedy: "sudo modprobe nvidia")
        case 4: return .refused(reason, remedy: "sudo chmod a+rw /dev/nvidia*")
        default: return .refused(reason)
        }
    }
}

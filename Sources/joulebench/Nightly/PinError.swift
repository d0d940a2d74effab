/// A pinned reference that cannot be made or run.
enum PinError: Error, CustomStringConvertible {
    /// What it named is not what it was; sentences without their ends.
    case changed(pin: String, [String])
    case noSuchPin(String)
    case noSuchVariant(String, known: [String])
    case cannotCopy(path: String, reason: String)
    case noSuchPath(String)
    case holdsNothing(variant: String, command: [String])
    case isHere(folder: String)
    case doesNotRun(pin: String)
    case noSuchFolder(String)
    /// Its folder is gone, and cannot be made again.
    case doesNotBuild(pin: String, BuildError)

    /// Whether something that was named is not there.
    var isMissing: Bool {
        switch self {
        case .noSuchPin, .noSuchVariant, .noSuchPath, .noSuchFolder: true
        case .changed, .cannotCopy, .holdsNothing, .isHere, .doesNotRun, .doesNotBuild: false
        }
    }

    var description: String {
        switch self {
        case .changed(let pin, let changes):
            "The pinned reference \(pin) is no longer what it was: "
                + changes.joined(separator: "; ")
                + ". Nothing can be judged beside it. Put back what changed, or pin anew with "
                + "`joulebench pin`."
        case .noSuchPin(let name):
            "There is no pinned reference “\(name)”. `joulebench pin --list` shows them."
        case .noSuchVariant(let name, let known):
            "The suite has no variant “\(name)”; there are \(known.joined(separator: ", "))."
        case .cannotCopy(let path, let reason): "Cannot copy \(path) for the pin: \(reason)."
        case .holdsNothing(let variant, let command):
            "Nothing of the project is in the command of “\(variant)” "
                + "(\(command.map(ShellWords.quoted).joined(separator: " "))): tomorrow it would run tomorrow's "
                + "program as its own reference. Name the program or script by its path in the suite, or "
                + "keep a checkout of its own: --folder DIR, or --commit C --build COMMAND."
        case .isHere(let folder):
            "\(folder) is the current folder: what is built there tomorrow would be its own reference. Name "
                + "another checkout."
        case .noSuchPath(let path):
            "There is no file or folder \(path) to copy. Give a path from the current folder."
        case .doesNotRun(let pin):
            "The pinned reference \(pin) does not run as the suite expects (see above), so it was not "
                + "kept. Copy what it needs with --copy."
        case .noSuchFolder(let path): "There is no folder \(path) to pin."
        case .doesNotBuild(let pin, let error):
            "The folder of the pinned reference \(pin) is gone, and it cannot be built again, so "
                + "nothing can be judged beside it. \(error)"
        }
    }
}

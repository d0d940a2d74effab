import Foundation
import Suites
import Trials

/// Why `exec` does not start.
enum ExecError: Error, Hashable, CustomStringConvertible {
    case programNotFound(name: String, near: String?, isWordOfOne: Bool)

    var description: String {
        switch self {
        case .programNotFound(let name, let near, let isWordOfOne):
            let guess = near.map { " Did you mean “\($0)”?" } ?? ""
            // `exec python3 train.py` are two commands.
            let hint =
                isWordOfOne
                ? " One command with arguments is written after --: joulebench exec -- …" : ""
            let place = name.contains("/") ? "at \(name)" : "“\(name)” in PATH"
            return "There is no program \(place).\(guess)\(hint)"
        }
    }
}

extension ExecCommands {
    /// Finds out before anything runs whether every program is there.
    ///
    /// - Throws: `ExecError.programNotFound`.
    func check(_ locator: ProgramLocator) throws {
        for entry in entries {
            let name = entry.words[0]
            do {
                _ = try locator.locate(name)
            } catch {
                throw ExecError.programNotFound(
                    name: name,
                    near: nearest(to: name, among: locator.programs(like: name)),
                    isWordOfOne: !isAfterTerminator && entries.count > 1
                        && entries.allSatisfy { $0.words.count == 1 }
                )
            }
        }
    }
}

internal import Foundation

/// Whole files, read and written with errors that say what and where.
enum Files {
    static func read(_ path: String) throws(NetworksError) -> [UInt8] {
        do {
            return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw .file(path: path, reason: reason(of: error))
        }
    }

    /// Writes a file under another name first and then renames it, so that nobody ever reads half.
    static func write(_ bytes: [UInt8], to path: String) throws(NetworksError) {
        let temporary = "\(path).\(ProcessInfo.processInfo.processIdentifier).partial"
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: temporary))
        } catch {
            throw .file(path: path, reason: reason(of: error))
        }
        guard rename(temporary, path) == 0 else {
            let text = String(cString: strerror(errno))
            unlink(temporary)
            throw .file(path: path, reason: text)
        }
    }

    private static func reason(of error: any Error) -> String {
        let error = error as NSError
        if let cause = error.userInfo[NSUnderlyingErrorKey] as? NSError,
            cause.domain == NSPOSIXErrorDomain
        {
            return String(cString: strerror(Int32(cause.code)))
        }
        return error.localizedDescription
    }
}

/// The fields of `/proc/PID/stat` that the harness needs (`proc_pid_stat(5)`).
package struct ProcessStat: Sendable, Hashable {
    package var pid: Int32

    /// The program's name, which may hold blanks and parentheses.
    package var command: String
    package var parent: Int32

    /// CPU time in user and kernel mode of all its threads, in ticks.
    package var ownTicks: UInt64

    /// The same of the children that it has waited for, and theirs.
    package var waitedForTicks: UInt64

    /// - Returns: `nil` where the text is not such a line.
    package init?(parsing text: String) {
        // Only the last closing parenthesis is sure to end the name.
        guard let open = text.firstIndex(of: "("), let close = text.lastIndex(of: ")"),
            open < close, let pid = Int32(SystemFile.trimmed(text[..<open]))
        else { return nil }
        // The first of these is field 3 of the manual page.
        let fields = text[text.index(after: close)...].split(whereSeparator: \.isWhitespace)
        guard fields.count >= 15, let parent = Int32(fields[1]),
            let user = UInt64(fields[11]), let system = UInt64(fields[12]),
            let waitedUser = UInt64(fields[13]), let waitedSystem = UInt64(fields[14])
        else { return nil }
        self.pid = pid
        self.parent = parent
        command = String(text[text.index(after: open)..<close])
        ownTicks = user + system
        waitedForTicks = waitedUser + waitedSystem
    }
}

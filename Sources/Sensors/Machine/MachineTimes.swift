internal import Glibc

/// What `/proc/stat` says of the whole machine since its start (`proc_stat(5)`).
struct MachineTimes: Sendable, Hashable {
    /// Time in user and kernel mode and in interrupts over all CPUs, guests included.
    ///
    /// `nil` where the text does not say, or more than any machine can have been busy.
    var busyNanoseconds: UInt64?

    /// Time that the hypervisor gave to others while a CPU here had something to run.
    ///
    /// `nil` as above: a hypervisor whose clock steps back makes the kernel's sum fall below 0.
    var stealNanoseconds: UInt64?

    /// Switches from one thread to another over all CPUs; `nil` where the text does not say.
    var contextSwitches: UInt64?

    /// Parses the text of the file; allocates nothing.
    ///
    /// - Returns: `nil` where its first line is not that of all CPUs.
    init?(parsing bytes: UnsafeRawBufferPointer) {
        var scanner = ByteScanner(bytes)
        guard scanner.skip("cpu ") else { return nil }
        // user nice system idle iowait irq softirq steal; guest times are in user and nice.
        var busy: UInt64? = 0
        var steal: UInt64?
        for place in 0..<8 {
            guard let number = scanner.number() else { return nil }
            switch place {
            case 3, 4: break
            case 7: steal = number
            default: busy = busy.flatMap { Self.sum($0, number) }
            }
        }
        busyNanoseconds = busy.flatMap(Self.nanoseconds)
        stealNanoseconds = steal.flatMap(Self.nanoseconds)
        while scanner.skipLine() {
            guard scanner.skip("ctxt ") else { continue }
            contextSwitches = scanner.number()
            break
        }
    }

    private static func sum(_ left: UInt64, _ right: UInt64) -> UInt64? {
        let (sum, isTooLarge) = left.addingReportingOverflow(right)
        return isTooLarge ? nil : sum
    }

    /// - Returns: `nil` above 2⁶² ns, 146 years of one CPU, where only a sum that fell below 0
    ///   can come from.
    private static func nanoseconds(ofTicks ticks: UInt64) -> UInt64? {
        let tick = 1_000_000_000 / UInt64(max(sysconf(Int32(_SC_CLK_TCK)), 1))
        let (product, isTooLarge) = ticks.multipliedReportingOverflow(by: tick)
        return isTooLarge || product > 1 << 62 ? nil : product
    }

    static func read(root: String) -> MachineTimes? {
        guard var text = try? SystemFile.text(at: "\(root)/proc/stat") else { return nil }
        return text.withUTF8 { MachineTimes(parsing: UnsafeRawBufferPointer($0)) }
    }
}

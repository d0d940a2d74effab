internal import Glibc

/// What `/proc/stat` says of the whole machine since its start (`proc_stat(5)`).
struct MachineTimes: Sendable, Hashable {
    /// Time in user and kernel mode and in interrupts over all CPUs, guests included.
    var busyNanoseconds: UInt64

    /// Time that the hypervisor gave to others while a CPU here had something to run.
    var stealNanoseconds: UInt64

    /// Switches from one thread to another over all CPUs; `nil` where the text does not say.
    var contextSwitches: UInt64?

    /// Parses the text of the file; allocates nothing.
    ///
    /// - Returns: `nil` where its first line is not that of all CPUs.
    init?(parsing bytes: UnsafeRawBufferPointer) {
        var scanner = ByteScanner(bytes)
        guard scanner.skip("cpu ") else { return nil }
        // user nice system idle iowait irq softirq steal; guest times are in user and nice.
        var ticks: (busy: UInt64, steal: UInt64) = (0, 0)
        for place in 0..<8 {
            guard let number = scanner.number() else { return nil }
            switch place {
            case 3, 4: break
            case 7: ticks.steal = number
            default: ticks.busy &+= number
            }
        }
        let tick = 1_000_000_000 / UInt64(max(sysconf(Int32(_SC_CLK_TCK)), 1))
        busyNanoseconds = ticks.busy &* tick
        stealNanoseconds = ticks.steal &* tick
        while scanner.skipLine() {
            guard scanner.skip("ctxt ") else { continue }
            contextSwitches = scanner.number()
            break
        }
    }

    static func read(root: String) -> MachineTimes? {
        guard var text = try? SystemFile.text(at: "\(root)/proc/stat") else { return nil }
        return text.withUTF8 { MachineTimes(parsing: UnsafeRawBufferPointer($0)) }
    }
}

/// Why an event is not counted on this machine.
struct CounterTrouble: Error, Hashable, Sendable {
    var text: String

    /// Whether a permission is missing.
    var isRefusal = false
    var remedy: String?

    init(_ text: String, isRefusal: Bool = false, remedy: String? = nil) {
        self.text = text
        self.isRefusal = isRefusal
        self.remedy = remedy
    }

    /// Several things that were tried in turn.
    init(joining troubles: [CounterTrouble]) {
        var texts: [String] = []
        for trouble in troubles where !texts.contains(trouble.text) { texts.append(trouble.text) }
        self.init(
            texts.isEmpty ? "nothing counts it" : texts.joined(separator: "; "),
            isRefusal: troubles.contains(where: \.isRefusal),
            remedy: troubles.lazy.compactMap(\.remedy).first
        )
    }

    /// Allows processes of their own to everybody, with the kernel's work for them.
    static let paranoidRemedy = "sudo sysctl kernel.perf_event_paranoid=1"

    /// What an error number of `perf_event_open` means (its manual page, “ERRORS”).
    init(_ refusal: KernelRefusal, isSoftware: Bool, isGuest: Bool, paranoidLevel: Int?) {
        if refusal.isRefusal {
            self = Self.refused(paranoidLevel)
        } else if refusal.isAbsence, !isSoftware {
            self.init(
                isGuest
                    ? "the hypervisor gives this guest no PMU that counts it"
                    : "this processor's PMU does not count it"
            )
        } else {
            self.init("perf_event_open: \(errorText(refusal.errno))")
        }
    }

    private static func refused(_ level: Int?) -> CounterTrouble {
        guard let level, level > 2 else {
            return CounterTrouble(
                "perf_event_open is forbidden here, as containers do by a seccomp filter",
                isRefusal: true,
                remedy: "docker run --cap-add PERFMON …  # or the like of your container"
            )
        }
        return CounterTrouble(
            "perf_event_paranoid is \(level), which keeps perf_event_open for root",
            isRefusal: true,
            remedy: paranoidRemedy
        )
    }

    init(_ fault: PAPIFault, papi: PAPILibrary? = nil) {
        let installs = "install PAPI, or name its file with --papi-library"
        switch fault {
        case .notFound(nil, _), .version: self.init("\(fault)", remedy: installs)
        case .notFound, .incomplete: self.init("\(fault)")
        case .call:
            let listed = papi.map { papi in
                let count = papi.presetCount
                return count == 0
                    ? "PAPI \(papi.version) lists no preset, and "
                    : "PAPI \(papi.version) lists \(count) presets, but "
            }
            self.init(
                (listed ?? "") + "\(fault)",
                isRefusal: fault.isRefusal,
                remedy: fault.isRefusal ? Self.paranoidRemedy : nil
            )
        }
    }
}

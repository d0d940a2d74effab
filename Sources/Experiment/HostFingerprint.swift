/// What has to be the same on a machine for two energies of it to be comparable.
///
/// SHA-256 over the processor and its number of CPUs, the microcode, the kernel with the weaknesses
/// that it works around, the frequency driver with governors and preferences, turbo, SMT, huge
/// pages, NVIDIA's driver, and whether it is a guest. Not in it: what only decides what can be
/// read (paranoid level, masks, watchdog, clock source), the container, and all values that go up
/// and down.
public struct HostFingerprint: Sendable, Hashable, Codable {
    /// 64 hexadecimal digits.
    public var digest: String

    public init(of settings: HostState.Settings) {
        var digest = ContentDigest()
        for (key, value) in settings.comparables {
            digest.update(key)
            // An unknown setting is another piece than any text.
            digest.update(value == nil ? "unknown" : "known")
            digest.update(value ?? "")
        }
        self.digest = digest.hexadecimal()
    }
}

extension HostState.Settings {
    /// The settings that energy depends on, as text, in a fixed order.
    ///
    /// Changing this list changes every fingerprint, and with it where series of runs begin.
    fileprivate var comparables: [(String, String?)] {
        [
            ("cpu_model", cpuModel), ("logical_cpus", logicalCPUs.map(String.init)),
            ("microcode", microcode), ("kernel", kernel),
            ("mitigations", mitigations?.joined(separator: ",")),
            ("frequency_driver", frequencyDriver),
            ("governors", governors?.joined(separator: ",")),
            ("energy_preferences", energyPreferences?.joined(separator: ",")),
            ("turbo", isTurboOn.map(String.init)), ("smt", isSMTOn.map(String.init)),
            ("huge_pages", transparentHugePages), ("nvidia_driver", nvidiaDriver),
            ("guest", isGuest.map(String.init)),
        ]
    }

    /// The settings that energy depends on and that are known, by name.
    public var circumstances: Circumstances {
        Circumstances(
            Dictionary(
                uniqueKeysWithValues: comparables.compactMap { name, value in
                    value.map { (name.replacing("_", with: " "), $0) }
                }
            )
        )
    }

    /// The settings that energy depends on and that are not as they were, in sentences without
    /// their ends.
    func changes(since earlier: HostState.Settings) -> [String] {
        zip(earlier.comparables, comparables).compactMap { before, now in
            guard before.1 != now.1 else { return nil }
            return "\(now.0) was \(before.1 ?? "unknown") and is \(now.1 ?? "unknown")"
        }
    }
}

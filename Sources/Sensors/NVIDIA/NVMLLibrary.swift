internal import CSystem
internal import Experiment
internal import Glibc

/// A board as NVML hands it out; good for as long as the library is initialised.
struct NVMLDevice: Sendable, Hashable {
    /// The handle's address.
    fileprivate var address: UInt

    fileprivate var handle: UnsafeMutableRawPointer? {
        UnsafeMutableRawPointer(bitPattern: address)
    }
}

/// NVIDIA's management library, loaded and initialised.
///
/// It stays initialised until the last reference goes: on a machine without persistence mode the
/// driver would otherwise be unloaded between trials, which sets the energy counters back. NVML
/// may be called from any thread.
final class NVMLLibrary: Sendable {
    // Never changed after init, and what it points to is only read.
    private nonisolated(unsafe) let nvml: OpaquePointer

    /// The file it was loaded from.
    let path: String

    /// Loads and initialises NVML.
    ///
    /// - Parameter named: a file; `nil` to look for the driver's own.
    /// - Throws: `NVIDIAFault`, as not installed where the loader finds no file.
    init(_ named: String?) throws(NVIDIAFault) {
        var words = ""
        var broken: String?
        for path in named.map({ [$0] }) ?? Self.places {
            guard let nvml = Self.load(path, &words) else {
                let isThere = !words.contains("cannot open shared object file")
                if isThere { broken = broken ?? words }
                continue
            }
            let code = joulebench_nvml_initialize(nvml)
            guard code == 0 else {
                let fault = Self.fault(code, says: Self.words(nvml, code))
                joulebench_nvml_close(nvml)
                throw fault
            }
            self.nvml = nvml
            self.path = path
            return
        }
        if named != nil { throw .impossible("NVML cannot be loaded: \(words)") }
        if let broken { throw .refused("NVML cannot be loaded: \(broken)") }
        throw .notInstalled("libnvidia-ml.so.1 is not installed")
    }

    deinit { joulebench_nvml_close(nvml) }

    /// Where drivers, containers and WSL put it.
    private static let places = [
        "libnvidia-ml.so.1", "/usr/local/nvidia/lib64/libnvidia-ml.so.1",
        "/usr/lib/wsl/lib/libnvidia-ml.so.1",
    ]

    private static func load(_ path: String, _ words: inout String) -> OpaquePointer? {
        var library: OpaquePointer?
        let text = Self.text(of: 512) { buffer, size in
            library = joulebench_nvml_open(path, buffer, Int(size))
            return 0
        }
        words = (try? text.get()) ?? ""
        return library
    }

    private static func fault(_ code: Int32, says words: String) -> NVIDIAFault {
        let reason = "NVML cannot be used: \(words)"
        switch code {
        case 9: return .absent(reason, remedy: "sudo modprobe nvidia")
        case 4: return .refused(reason, remedy: "sudo chmod a+rw /dev/nvidia*")
        case 17: return .refused(reason, remedy: "start the container with --gpus all")
        case 18: return .refused(reason, remedy: "sudo reboot  # the driver was updated meanwhile")
        default: return .refused(reason)
        }
    }

    /// What a return code means: this program's words, and the library's for a newer number.
    private static func words(_ nvml: OpaquePointer, _ code: Int32) -> String {
        let own = NVIDIAFailure.nvmlWords(code)
        guard own == "error \(code)", let words = joulebench_nvml_words(nvml, code) else {
            return own
        }
        return "\(String(cString: words)) (\(own))"
    }

    func words(_ code: Int32) -> String { Self.words(nvml, code) }

    /// A text that a function writes into a buffer, or the code it returned.
    private static func text(
        of size: Int = 128,
        _ body: (UnsafeMutablePointer<CChar>, UInt32) -> Int32
    ) -> Result<String, NVMLError> {
        var code: Int32 = 0
        let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: size) { buffer in
            buffer.initialize(repeating: 0)
            guard let start = buffer.baseAddress else { return "" }
            code = body(start, UInt32(size))
            return code == 0 ? String(cString: start) : ""
        }
        return code == 0 ? .success(text) : .failure(NVMLError(code: code))
    }

    /// "590.48.01".
    var driverVersion: String? {
        try? Self.text { joulebench_nvml_driver_version(nvml, $0, $1) }.get()
    }

    func deviceCount() -> Result<Int, NVMLError> {
        var count: UInt32 = 0
        let code = joulebench_nvml_device_count(nvml, &count)
        return code == 0 ? .success(Int(count)) : .failure(NVMLError(code: code))
    }

    func device(_ index: Int) -> Result<NVMLDevice, NVMLError> {
        var handle: UnsafeMutableRawPointer?
        let code = joulebench_nvml_device(nvml, UInt32(index), &handle)
        guard code == 0 else { return .failure(NVMLError(code: code)) }
        return .success(NVMLDevice(address: UInt(bitPattern: handle)))
    }

    func uuid(of device: NVMLDevice) -> Result<String, NVMLError> {
        Self.text { joulebench_nvml_uuid(nvml, device.handle, $0, $1) }
    }

    func name(of device: NVMLDevice) -> Result<String, NVMLError> {
        Self.text { joulebench_nvml_name(nvml, device.handle, $0, $1) }
    }

    /// A number of a board in NVML's own unit.
    func value(_ quantity: joulebench_nvml_quantity, of device: NVMLDevice)
        -> Result<UInt64, NVMLError>
    {
        var value: UInt64 = 0
        let code = joulebench_nvml_value(nvml, device.handle, quantity, &value)
        return code == 0 ? .success(value) : .failure(NVMLError(code: code))
    }

    /// The processes that compute on a board, with the memory they have there.
    func processes(on device: NVMLDevice) -> Result<[joulebench_nvml_process], NVMLError> {
        var room: UInt32 = 64
        // More may start between two calls, so the number grows by more than was asked for.
        for _ in 0..<5 {
            var count = room
            var code: Int32 = 0
            let found = [joulebench_nvml_process](unsafeUninitializedCapacity: Int(room)) {
                code = joulebench_nvml_processes(nvml, device.handle, $0.baseAddress, &count)
                $1 = code == 0 ? Int(min(count, room)) : 0
            }
            if code == 0 { return .success(found) }
            guard code == JOULEBENCH_NVML_INSUFFICIENT_SIZE else {
                return .failure(NVMLError(code: code))
            }
            room = max(count, room) * 2
        }
        return .failure(NVMLError(code: JOULEBENCH_NVML_INSUFFICIENT_SIZE))
    }
}

/// A return code of NVML.
struct NVMLError: Error, Hashable {
    var code: Int32

    /// The number of a failed reading.
    var number: Int32 { NVIDIAFailure.nvml(code) }
}

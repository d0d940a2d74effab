internal import CSystem
internal import Synchronization

/// PAPI, loaded at run time.
///
/// It is told of no threads, so that it takes all calls for those of one; a lock keeps them apart.
package final class PAPILibrary: Sendable {
    private let functions: Mutex<joulebench_papi>

    /// One for the process: a file that is loaded twice is one library.
    private static let calls = Mutex(())

    /// The version that was agreed on: "7.0".
    package let version: String

    /// The files that are tried where none is named.
    static let systemFiles = [
        "libpapi.so.7.2", "libpapi.so.7.1", "libpapi.so.7.0", "libpapi.so.7", "libpapi.so.6.0",
        "libpapi.so.6", "libpapi.so.5.7", "libpapi.so.5", "libpapi.so",
    ]

    /// Loads a library and agrees on a version.
    ///
    /// - Parameter path: a file; `nil` for the system's.
    /// - Throws: `PAPIFault` that says what is missing.
    package init(path: String?) throws(PAPIFault) {
        let table = try Self.load(path)
        let number = Self.calls.withLock { _ -> Result<Int32, PAPIFault> in
            do throws(PAPIFault) {
                return .success(try Self.initialize(table))
            } catch {
                return .failure(error)
            }
        }
        version = Self.text(try number.get())
        functions = Mutex(table)
    }

    private func call<Value: Sendable>(_ body: (joulebench_papi) -> Value) -> Value {
        Self.calls.withLock { _ in functions.withLock { body($0) } }
    }

    private static func load(_ path: String?) throws(PAPIFault) -> joulebench_papi {
        var firstMessage: String?
        for file in path.map({ [$0] }) ?? systemFiles {
            var table = joulebench_papi()
            var message = [CChar](repeating: 0, count: 512)
            let code = joulebench_papi_load(file, &table, &message, message.count)
            if code == 1 { return table }
            let bytes = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            let words = String(decoding: bytes, as: UTF8.self)
            // The one that is there and does not fit says more than those that are not there.
            if code < 0 { throw .incomplete(file: file, function: words) }
            if firstMessage == nil { firstMessage = words }
        }
        throw .notFound(file: path, message: firstMessage ?? "")
    }

    /// The versions whose functions have the shape that is used here.
    private static let majors: ClosedRange<Int32> = 5...7

    /// Agrees on a version, as major << 24 | minor << 16.
    ///
    /// `PAPI_library_init` wants just its own: another one is answered with its own by old
    /// libraries, and with −1 by new ones, so that those are tried one after the other.
    private static func initialize(_ table: joulebench_papi) throws(PAPIFault) -> Int32 {
        var answer: Int32 = -1
        for major in majors.reversed() {
            for minor: Int32 in 0...9 {
                let wanted = major << 24 | minor << 16
                answer = table.library_init(wanted)
                if answer == wanted { return wanted }
                if answer > 0 {
                    guard majors.contains(answer >> 24 & 0xFF) else {
                        throw .version(text(answer))
                    }
                    let own = answer & ~0xFFFF
                    if table.library_init(own) == own { return own }
                }
                // Anything but “invalid argument” has nothing to do with the version.
                if answer < -1 { throw failure("PAPI_library_init", answer, table) }
            }
        }
        throw .version("unknown, it answers \(answer) to 5.0 up to 7.9")
    }

    private static func text(_ number: Int32) -> String {
        "\(number >> 24 & 0xFF).\(number >> 16 & 0xFF)"
    }

    static func failure(_ call: String, _ code: Int32, _ table: joulebench_papi) -> PAPIFault {
        let words = table.strerror(code).map { String(cString: $0) } ?? "unknown"
        return .call(call, code: code, words: words)
    }

    /// Whether PAPI has an event of this name, which says nothing of whether it can be counted.
    func knows(_ name: String) -> Bool {
        call { table in
            var code: Int32 = 0
            return table.event_name_to_code(name, &code) == 0
        }
    }

    /// How many presets PAPI believes this processor to have.
    var presetCount: Int {
        call { table in
            var code = Int32(bitPattern: 0x8000_0000)
            // `PAPI_ENUM_FIRST` gives the first preset whether this processor has it or not,
            // `PAPI_PRESET_ENUM_AVAIL` the next one that it has.
            guard table.enum_event(&code, 1) == 0 else { return 0 }
            var count = table.query_event(code) == 0 ? 1 : 0
            while count < 1000, table.enum_event(&code, 2) == 0 { count += 1 }
            return count
        }
    }

    /// The processor's own events by name.
    var nativeNames: [String] {
        call { table in
            var code: Int32 = 0x4000_0000
            var names: [String] = []
            var text = [CChar](repeating: 0, count: 8192)
            var answer = table.enum_cmp_event(&code, 1, 0)
            while answer == 0, names.count < 20_000 {
                if table.event_code_to_name(code, &text) == 0 {
                    let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
                    names.append(String(decoding: bytes, as: UTF8.self))
                }
                answer = table.enum_cmp_event(&code, 0, 0)
            }
            return names
        }
    }

    /// Starts counting events in a process and what it starts later.
    ///
    /// The order is PAPI's: set, component, inheritance, process, events, start. Every answer is
    /// looked at: a set that could not be attached would count this process instead.
    ///
    /// - Throws: `PAPIFault.call`; nothing counts then.
    func count(_ names: [String], in process: Int32) throws(PAPIFault) -> PAPIEventSet {
        let result = call { table -> Result<Int32, PAPIFault> in
            do throws(PAPIFault) {
                return .success(try Self.start(names, in: process, table))
            } catch {
                return .failure(error)
            }
        }
        return PAPIEventSet(library: self, number: try result.get(), count: names.count)
    }

    private static func start(_ names: [String], in process: Int32, _ table: joulebench_papi)
        throws(PAPIFault) -> Int32
    {
        var set: Int32 = -1
        var call = "PAPI_create_eventset"
        var code = table.create_eventset(&set)
        guard code == 0 else { throw failure(call, code, table) }
        func step(_ name: String, _ body: () -> Int32) {
            guard code == 0 else { return }
            call = name
            code = body()
        }
        // The first component is the processor's; others count no processes.
        step("PAPI_assign_eventset_component") { table.assign_eventset_component(set, 0) }
        step("PAPI_set_opt(PAPI_INHERIT)") {
            withUnsafePointer(to: table) { joulebench_papi_inherit($0, set) }
        }
        step("PAPI_attach") { table.attach(set, UInt(process)) }
        for name in names {
            step("PAPI_add_named_event(\(name))") { table.add_named_event(set, name) }
        }
        step("PAPI_start") { table.start(set) }
        if code == 0 { return set }
        let fault = failure(call, code, table)
        _ = table.cleanup_eventset(set)
        _ = table.destroy_eventset(&set)
        throw fault
    }

    fileprivate func read(_ set: Int32, into values: inout [CLongLong]) -> PAPIFault? {
        Self.calls.withLock { _ in
            functions.withLock { table in
                let code = table.read(set, &values)
                return code == 0 ? nil : Self.failure("PAPI_read", code, table)
            }
        }
    }

    fileprivate func close(_ set: Int32, count: Int) {
        call { table in
            var values = [CLongLong](repeating: 0, count: count)
            var set = set
            _ = table.stop(set, &values)
            _ = table.cleanup_eventset(set)
            _ = table.destroy_eventset(&set)
        }
    }
}

/// Events that PAPI counts until the last reference goes.
final class PAPIEventSet: Sendable {
    private let library: PAPILibrary
    private let number: Int32
    private let values: Mutex<[CLongLong]>
    let count: Int

    fileprivate init(library: PAPILibrary, number: Int32, count: Int) {
        self.library = library
        self.number = number
        self.count = count
        values = Mutex(Array(repeating: 0, count: count))
    }

    deinit { library.close(number, count: count) }

    /// Gives the values in the order of the names; allocates nothing.
    ///
    /// - Returns: why there are none.
    func read(_ take: (Int, Int64) -> Void) -> PAPIFault? {
        values.withLock { values in
            if let fault = library.read(number, into: &values) { return fault }
            for index in values.indices { take(index, values[index]) }
            return nil
        }
    }
}

/// Memory for the hot loops: aligned to a cache line, not copied on write, freed with its owner.
///
/// Vector loads of 64 bytes from an ordinary array cross a cache line each time, since its elements
/// begin 32 bytes into an allocation.
final class AlignedBuffer<Element: BitwiseCopyable> {
    let pointer: UnsafeMutablePointer<Element>
    let count: Int

    /// Makes a buffer of `count` elements of one value.
    init(count: Int, repeating value: Element) {
        let raw = UnsafeMutableRawPointer.allocate(
            byteCount: max(1, count) * MemoryLayout<Element>.stride,
            alignment: 64
        )
        self.count = count
        pointer = raw.bindMemory(to: Element.self, capacity: count)
        pointer.initialize(repeating: value, count: count)
    }

    deinit { UnsafeMutableRawPointer(pointer).deallocate() }

    var buffer: UnsafeMutableBufferPointer<Element> { .init(start: pointer, count: count) }

    /// The elements as a value.
    var array: [Element] { Array(buffer) }

    /// Copies values in, from the first element on.
    func assign(_ values: some Collection<Element>) {
        precondition(values.count <= count)
        _ = buffer.update(fromContentsOf: values)
    }
}

extension AlignedBuffer {
    /// Makes a buffer with a copy of values.
    convenience init(_ values: [Element], empty: Element) {
        self.init(count: values.count, repeating: empty)
        assign(values)
    }
}

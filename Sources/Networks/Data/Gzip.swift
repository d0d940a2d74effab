internal import CZlib

/// Reading of gzip files (RFC 1952) through zlib.
enum Gzip {
    /// Whether bytes begin like a gzip file.
    static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

    /// The content of a gzip file of one member; zlib verifies its length and checksum.
    static func decompress(_ bytes: [UInt8], path: String) throws(NetworksError) -> [UInt8] {
        var stream = z_stream()
        // 16 asks for gzip's header and trailer and not for zlib's.
        let status = inflateInit2_(
            &stream,
            16 + MAX_WBITS,
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        guard status == Z_OK else { throw malformed(path, "zlib does not start (\(status))") }
        defer { inflateEnd(&stream) }
        var output: [UInt8] = []
        let (end, used) = bytes.withUnsafeBufferPointer { input in
            stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            stream.avail_in = UInt32(clamping: input.count)
            let end = inflateAll(&stream, into: &output)
            return (end, input.count - Int(stream.avail_in))
        }
        guard end == Z_STREAM_END else {
            throw malformed(path, reason(end, used: used, produced: output.count))
        }
        guard used == bytes.count else {
            throw malformed(path, "\(bytes.count - used) bytes follow the end of the data")
        }
        return output
    }

    private static func inflateAll(_ stream: inout z_stream, into output: inout [UInt8]) -> Int32 {
        let chunk = 1 << 20
        while true {
            var status = Z_OK
            let room = [UInt8](unsafeUninitializedCapacity: chunk) { buffer, count in
                stream.next_out = buffer.baseAddress
                stream.avail_out = UInt32(chunk)
                status = inflate(&stream, Z_NO_FLUSH)
                count = chunk - Int(stream.avail_out)
            }
            output.append(contentsOf: room)
            guard status == Z_OK else { return status }
        }
    }

    private static func reason(_ status: Int32, used: Int, produced: Int) -> String {
        switch status {
        case Z_BUF_ERROR: "it ends after \(used) bytes, before its data does"
        case Z_DATA_ERROR: "its data are damaged after \(produced) decompressed bytes"
        default: "zlib cannot read it (\(status))"
        }
    }

    private static func malformed(_ path: String, _ reason: String) -> NetworksError {
        .malformed(path: path, format: "gzip", reason: reason)
    }
}

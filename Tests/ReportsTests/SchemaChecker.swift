import Foundation

/// The part of JSON Schema that the schemas of exports use; more than it in that every key of an object
/// with properties has to be one of them.
struct SchemaChecker {
    typealias Object = [String: Any]

    var root: Object

    func faults(of value: Any, _ schema: Object, at path: String) -> [String] {
        if let name = schema["$ref"] as? String {
            let definitions = root["$defs"] as? [String: Object]
            guard let target = definitions?[String(name.dropFirst("#/$defs/".count))] else {
                return ["\(path): no definition \(name)"]
            }
            return faults(of: value, target, at: path)
        }
        if let constant = schema["const"], "\(constant)" != "\(value)" {
            return ["\(path) is not \(constant)"]
        }
        if let allowed = schema["enum"] as? [String], !allowed.contains("\(value)") {
            return ["\(path) is none of \(allowed)"]
        }
        let types = schema["type"] as? [String] ?? (schema["type"] as? String).map { [$0] }
        if let types, !types.contains(where: { Self.isOf(type: $0, value) }) {
            return ["\(path) is no \(types.joined(separator: "|"))"]
        }
        if let items = schema["items"] as? Object, let list = value as? [Any] {
            return list.enumerated().flatMap { faults(of: $1, items, at: "\(path)[\($0)]") }
        }
        guard let properties = schema["properties"] as? [String: Object],
            let object = value as? Object
        else { return [] }
        let required = schema["required"] as? [String] ?? []
        let missing = required.filter { object[$0] == nil }.map { "\(path).\($0) is missing" }
        // Phases have the columns of `PhaseColumns`, which are described with those of CSV.
        let isOpen = path.contains(".phases[")
        return missing
            + object.flatMap { key, value -> [String] in
                guard let property = properties[key] else {
                    return isOpen ? [] : ["\(path).\(key) is not documented"]
                }
                return faults(of: value, property, at: "\(path).\(key)")
            }
    }

    private static func isOf(type: String, _ value: Any) -> Bool {
        switch type {
        case "null": value is NSNull
        case "string": value is String
        case "array": value is [Any]
        case "object": value is Object
        case "boolean": value is NSNumber && !(value is NSNull)
        case "number": value is NSNumber && !(value is NSNull)
        default: false
        }
    }
}

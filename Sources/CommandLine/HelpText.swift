/// The text of `--help`, in the form that swift-argument-parser made common.
enum HelpText {
  private static let labelWidth = 26
  private static let lineWidth = 80

  static func command(_ description: CommandDescription, program: String, path: String) -> String {
    let shapes = description.parameters.map(\.shape)
    let arguments = shapes.filter { $0.kind == .argument }
    let options = shapes.filter { $0.kind != .argument }
    var text = overview(description.summary, description.discussion)
    text += "USAGE: " + usage(shapes, path: path) + "\n"
    if !arguments.isEmpty {
      text += "\nARGUMENTS:\n" + arguments.map { row("<\($0.name)>", explanation($0)) }.joined()
    }
    text += "\nOPTIONS:\n" + options.map { row(label($0), explanation($0)) }.joined()
    return text + helpRow + example(description.example, program: program)
  }

  static func group(_ group: CommandGroup, program: String, path: String) -> String {
    var text = overview(group.summary, "")
    text += "USAGE: \(path) <subcommand>\n\nOPTIONS:\n" + helpRow + "\nSUBCOMMANDS:\n"
    text += group.subcommands.map { node in
      let isStandard = node.name == group.standard?.description.name
      return row(node.name, node.summary + (isStandard ? " (default)" : ""))
    }.joined()
    text += "\n  See '\(path) <subcommand> --help' for more.\n"
    return text + example(group.example, program: program)
  }

  private static let helpRow = row("-h, --help", "Show help information.")

  private static func overview(_ summary: String, _ discussion: String) -> String {
    let paragraphs = discussion.isEmpty ? "" : wrap(discussion, indent: 0) + "\n"
    return "OVERVIEW: \(summary)\n\n" + paragraphs
  }

  private static func example(_ words: String, program: String) -> String {
    "\nEXAMPLE:\n  \(program) \(words)\n"
  }

  private static func usage(_ shapes: [ParameterShape], path: String) -> String {
    let options = shapes.filter { $0.kind != .argument }.map { shape in
      let once = shape.kind == .flag ? "--\(shape.name)" : "--\(shape.name) <\(shape.valueName)>"
      let written = shape.isRepeatable ? once + " ..." : once
      return shape.isRequired ? written : "[\(written)]"
    }
    let arguments = shapes.filter { $0.kind == .argument }.map { shape in
      let written = "<\(shape.name)>" + (shape.isRepeatable ? " ..." : "")
      return shape.isRequired ? written : "[\(written)]"
    }
    return ([path] + arguments + options).joined(separator: " ")
  }

  private static func label(_ shape: ParameterShape) -> String {
    shape.kind == .flag ? "--\(shape.name)" : "--\(shape.name) <\(shape.valueName)>"
  }

  private static func explanation(_ shape: ParameterShape) -> String {
    var notes: [String] = []
    if let text = shape.defaultText { notes.append("default: \(text)") }
    if shape.isRepeatable, shape.kind == .option { notes.append("repeatable") }
    return notes.isEmpty ? shape.help : "\(shape.help) (\(notes.joined(separator: "; ")))"
  }

  private static func row(_ label: String, _ text: String) -> String {
    let head = "  " + label
    let body = wrap(text, indent: labelWidth)
    if head.count >= labelWidth { return head + "\n" + body }
    let padding = String(repeating: " ", count: labelWidth - head.count)
    return head + padding + body.dropFirst(labelWidth)
  }

  /// Words in lines of at most 80 columns, each line behind `indent` blanks.
  private static func wrap(_ text: String, indent: Int) -> String {
    let pad = String(repeating: " ", count: indent)
    var wrapped = ""
    for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
      var line = pad
      var isFirst = true
      for word in paragraph.split(separator: " ") {
        if !isFirst, line.count + 1 + word.count > lineWidth {
          wrapped += line + "\n"
          line = pad
          isFirst = true
        }
        line += (isFirst ? "" : " ") + word
        isFirst = false
      }
      wrapped += isFirst ? "\n" : line + "\n"
    }
    return wrapped
  }
}

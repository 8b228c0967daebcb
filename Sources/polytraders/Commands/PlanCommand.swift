import CommandLine
import Diagnostics
import Governance
import Graph
import JSON

/// `polytraders plan`: what a change of policy means, and who has to approve it.
struct PlanCommand: Command {
  /// How a plan is printed.
  enum Format: String, CaseIterable, ArgumentChoice {
    case text, markdown, json
  }

  static let base: Parameter<String?> = .option(
    "base", "REV|DIR",
    "what to compare with: a revision, a folder, or 'approved' "
      + "(default: the newest approved release, else where the branch left main)")
  static let head: Parameter<String?> = .option(
    "head", "DIR|REV", "the policies as they are to be (default: the working files)")
  static let proposer: Parameter<String?> = .option(
    "proposer", "NAME", "who proposes the change and therefore cannot approve it")
  static let format: Parameter<Format> = .option(
    "format", "FORMAT", "text, markdown (a comment for a pull request) or json", default: .text)

  static let description = CommandDescription(
    "plan", "say what a change of policy means and who has to approve it",
    discussion: """
      Shows every change of meaning, not of text: params with unit, difference and whether they are tighter or \
      looser, proved over all events or shown by an event; rules, gates, facts, severities, reason codes, \
      authority, bounds, budgets, approvers and approval rules; the class of the change with the approvals that \
      it needs, by name; and the strategies that must pass shadow again. Who wrote the change, by e-mail address \
      in git, cannot approve it. What nobody could prove counts as incomparable. Ends with 0 where nothing \
      changes in meaning, with 2 where something does, with 1 where a side has errors.
      """,
    parameters: [base, head, proposer, format, PolicyRoot.option],
    example: "plan --base main --format markdown")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    do {
      let place = PolicySide.Place(root: try GraphLoader.root(values[PolicyRoot.option]))
      let head =
        try values[Self.head].map { try PolicySide.named($0, in: place) }
        ?? PolicySide.files(of: place)
      let base =
        try values[Self.base].map { try PolicySide.named($0, in: place) }
        ?? PolicySide.standard(in: place)
      return show(base, head, place)
    } catch let failure as GraphLoader.Failure {
      _ = StandardStream.error.write(failure.text)
      return .findings
    } catch let failure as ApprovalFailure {
      _ = StandardStream.error.write(failure.text)
      return .findings
    }
  }

  private func show(
    _ base: PolicySide, _ head: PolicySide, _ place: PolicySide.Place
  ) -> ExitCode {
    let plan = ChangePlan(
      base: base.state, head: head.state, proposer: values[Self.proposer],
      authors: PolicySide.authors(from: base, to: head, in: place))
    let sides = PlanSides(base: base.name, head: head.name)
    let text =
      switch values[Self.format] {
      case .text: plan.text(sides)
      case .markdown: plan.markdown(sides)
      case .json: plan.json(sides).compactText + "\n"
      }
    guard StandardStream.output.write(text) else { return .inputOutput }
    return plan.isEmpty ? .clean : .changes
  }
}

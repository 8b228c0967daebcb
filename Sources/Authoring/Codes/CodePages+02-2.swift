import Diagnostics

extension CodePages {
  /// PT02xx: policy documents, second part.
  static let range02Rest: [CodePage] = [
    CodePage(
      "PT0226", "a staleness value that does not exist",
      cause: "There is one for each kind of feed, and three for clocks and recovery.",
      remedy: "Take the nearest, which the message names.",
      example: .document("policies/sample.yaml", wrong: "bok: {", right: "book: {")),
    CodePage(
      "PT0227", "a staleness value that no policy gives",
      cause: "Nothing says how old such data may be, and there is no value that would be safe for "
        + "all desks.",
      remedy: "Give it under 'staleness' in policies/.",
      example: .document(
        "policies/sample.yaml", wrong: "", right: "    model: { value: 24h, why: \"one day\" }\n")),
    CodePage(
      "PT0228", "a severity that a policy lowers",
      cause: "Policies may raise the severity of a code for a desk; what the registry calls "
        + "dangerous stays so.",
      remedy: "Raise it or leave it.",
      example: .document(
        "policies/sample.yaml", wrong: "severities: { SAMPLE_STALE: INFO }", right: "severities: {}"
      )),
    CodePage(
      "PT0229", "a scope for nothing",
      cause: "A scope names exactly one market, strategy or tag in its 'where'.",
      remedy: "Name one; write a scope for each.",
      example: .document(
        "policies/sample.yaml", wrong: "scopes: [{ where: {}, set: {} }]", right: "scopes: []")),
    CodePage(
      "PT0230", "a name that nobody could refer to",
      cause: "Names of bots, facts and params are lower-case letters, digits and underscores, and "
        + "begin with a letter.",
      remedy: "Choose such a name.",
      example: .document("bots/sample.yaml", wrong: "name: exec.Sample", right: "name: exec.sample")
    ),
    CodePage(
      "PT0231", "a folder without documents",
      cause: "No bot, policy or registry lies in the folder.",
      remedy: "Name the folder that holds bots/ and policies/."),
    CodePage(
      "PT0232", "a document that cannot be read",
      cause: "The file is not there, or its rights forbid it.",
      remedy: "Check the path and the rights.",
      example: .command("check no-such-file.yaml")),
    CodePage(
      "PT0233", "a path that is no dotted name",
      cause: "Paths say where an event has a value. They are names joined by points.",
      remedy: "Write letters, digits and underscores, joined by points.",
      example: .document(
        "bots/sample.yaml", wrong: "path: order.placed-at", right: "path: order.placed_at_ms")),
    CodePage(
      "PT0234", "a path that belongs to every event",
      cause: "Some paths have a meaning in all events, such as now_ms, the market and the "
        + "strategy.",
      remedy: "Choose another path.",
      example: .document(
        "bots/sample.yaml", wrong: "path: now_ms", right: "path: order.placed_at_ms")),
    CodePage(
      "PT0235", "a path inside a value",
      cause: "One field reads a value at a path, another one below it: an event cannot have both.",
      remedy: "Correct one of the two paths.",
      example: .document(
        "bots/sample.yaml", wrong: "path: order.price.at", right: "path: order.placed_at_ms")),
    CodePage(
      "PT0236", "one path with two forms",
      cause: "Two fields read the same path as different types, so that an event could be right "
        + "for one of them only.",
      remedy: "Give them one type, or two paths.",
      example: .document(
        "bots/sample.yaml", wrong: "path: order.price", right: "path: order.placed_at_ms")),
    CodePage(
      "PT0237", "a staleness value without bounds",
      cause: "specs/staleness.yaml declares between which bounds policies may choose.",
      remedy: "Declare it there.",
      example: .document(
        "specs/staleness.yaml", wrong: "",
        right: "  model: { min: 1m, max: 168h, loosens: up, meaning: how old a model may be }\n")),
    CodePage(
      "PT0238", "bounds beside a value",
      cause: "Bounds are declared in specs/staleness.yaml, so that who sets a value cannot also "
        + "widen them.",
      remedy: "Move them there.",
      example: .document(
        "policies/sample.yaml", wrong: "book: { value: 2s, max: 10s", right: "book: { value: 2s")),
    CodePage(
      "PT0239", "a minimum below zero",
      cause: "Ages and counts of staleness are never negative.",
      remedy: "Write 0 or more.",
      example: .document(
        "specs/staleness.yaml", wrong: "skew_tolerance_ms: { min: -1s",
        right: "skew_tolerance_ms: { min: 0s")),
    CodePage(
      "PT0240", "a setting that is no NAME=VALUE",
      cause: "--set takes a name, an equals sign and a value.",
      remedy: "Write --set stale_ttl_s=45s.",
      example: .command("eval queuewarden --events - --set stale_ttl_s")),
    CodePage(
      "PT0241", "a setting of nothing",
      cause: "No bot has a param of that name.",
      remedy: "Take the nearest name, which the message lists."),
    CodePage(
      "PT0242", "a setting that several bots have",
      cause: "More than one bot has a param of that name.",
      remedy: "Write it with the name of its bot: exec.queuewarden.stale_ttl_s=45s."),
    CodePage(
      "PT0250", "a gate on a protective action",
      cause: "Gates hold up what a rule chose. Nothing may hold up a cancel, a halt or another "
        + "action that protects.",
      remedy: "Take the action out of 'of', and give the limit another form.",
      example: .document("bots/sample.yaml", wrong: "of: [cancel]", right: "of: [cancel_replace]")),
    CodePage(
      "PT0251", "an action that lets pass what nobody could judge",
      cause: "'on_missing' and 'on_error' decide when something is not known; then only protective "
        + "actions are right.",
      remedy: "Choose one that protects: pause_evaluation, cancel, hold_signing, block_signing, "
        + "pause_trading, halt.",
      example: .document(
        "bots/sample.yaml", wrong: "on_error: { code: SAMPLE_UNKNOWN, do: hold }",
        right: "on_error: { code: SAMPLE_UNKNOWN, do: pause_evaluation }")),
    CodePage(
      "PT0252", "a code that its bot may not give",
      cause: "'emitted_by' in the registry lists the bots that may give a code, so that one code "
        + "is never used for two things.",
      remedy: "Add the bot there, or choose another code.",
      example: .document(
        "specs/reason-codes.yaml", wrong: "action: \"Cancel it.\"\n    emitted_by: [exec.other]",
        right: "action: \"Cancel it.\"\n    emitted_by: [exec.sample]")),
    CodePage(
      "PT0253", "an authority beyond the capital impact of its bot",
      cause: "A bot that is declared protective, or without impact, cannot have actions that open "
        + "or change positions.",
      remedy: "Correct 'capital_impact' or 'authority'.",
      example: .document(
        "bots/sample.yaml", wrong: "capital_impact: protective", right: "capital_impact: direct")),
    CodePage(
      "PT0260", "an owner for whom nobody can approve", .warning,
      cause: "A document names an owner and no approver has it under 'owns', or an approver owns "
        + "what no document names: such a change could never collect its signatures.",
      remedy: "Correct the owner, or add it to an approver in specs/approvers.yaml."),
    CodePage(
      "PT0261", "a rule of approval that nobody can satisfy",
      cause: "More signatures are wanted than there are approvers, or a role that none of them "
        + "has.",
      remedy: "Add approvers, or correct policies/approvals.yaml."),
    CodePage(
      "PT0270", "a condition of a playbook that is neither true nor false",
      cause: "A step or a trigger asks something that has no answer of yes or no.",
      remedy: "Compare it with something."),
    CodePage(
      "PT0271", "a step of a playbook that leads nowhere",
      cause: "A direction names no step, goes back where that is not allowed, or is no direction.",
      remedy: "Name a step below, or one of the words that the message lists."),
    CodePage(
      "PT0272", "a question of a playbook that nobody can answer well",
      cause:
        "It has one answer only, answers beside a free text, or none that is safest when nobody answers.",
      remedy: "Give it two answers or more and say which is safest."),
    CodePage(
      "PT0273", "a step of a playbook that raises risk by itself",
      cause:
        "What the machine does without asking may only lower risk; anything else needs an approval of people before it.",
      remedy: "Put an approval before it, or choose a protective action."),
    CodePage(
      "PT0274", "a time limit of a playbook that takes the risky side",
      cause: "When nobody answers in time, the playbook would go where more is at risk.",
      remedy: "Let silence take the safer direction."),
    CodePage(
      "PT0275", "playbooks that do not start as they should",
      cause:
        "One has no trigger, a prelude has one, there is none or a second prelude, or two playbooks start with the same code.",
      remedy: "Correct the triggers; the message names the other one."),
    CodePage(
      "PT0276", "a step of a playbook that is never reached", .warning,
      cause: "No direction leads there.",
      remedy: "Lead to it, or take it out."),
  ]
}

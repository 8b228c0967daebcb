extension CodePages {
  /// PT25xx: the kill switch.
  static let range25: [CodePage] = latchPages + resetPages

  private static let latchPages = [
    CodePage(
      "PT2501", "a latch of the kill switch that cannot be read or written",
      cause:
        "The latch and its log lie in the run's folder (--store). While they cannot be"
        + " written nothing can be latched there, and a run signs nothing.",
      remedy:
        "Look at the folder and the disk it is on."),
    CodePage(
      "PT2502", "a reset in a latch that nobody can read",
      cause:
        "A latch that is missing, damaged or not what its log says counts as tripped"
        + " everywhere. What stands in it is not known, so nothing of it can be reset.",
      remedy:
        "Find out who changed it. Then 'polytraders kill trip' puts the broken files aside"
        + " and makes a new latch, which two people can reset."),
    CodePage(
      "PT2503", "a condition of which no run has said anything lately",
      cause:
        "A reset needs the trigger's condition evaluated and found clear within the last"
        + " minute. A run does that while a kill stands, and nobody else can.",
      remedy:
        "Start the run on the same folder. It signs nothing while it is tripped."),
    CodePage(
      "PT2504", "a trigger whose condition still holds",
      cause:
        "The run found that what tripped the switch holds still, or did not find it clear"
        + " in the last minute.",
      remedy:
        "Clear the cause: what was looked at stands beside the message. Limits are in"
        + " policies/kill-switch.yaml, and change by approval."),
    CodePage(
      "PT2505", "an open item of the playbook",
      cause:
        "Before a reset somebody has to vouch that nothing is in flight, that the last hour"
        + " was replayed, and after a drawdown that the positions are published.",
      remedy:
        "Do it and name it with --tick; 'polytraders replay last-hour' is the second of"
        + " them."),
    CodePage(
      "PT2506", "a signature for a request that nobody made",
      cause:
        "'kill import' adds a signature to what 'kill export' wrote last in this folder.",
      remedy:
        "Export it, sign it, and import the signature on the same folder."),
    CodePage(
      "PT2507", "a key or a name of no approver",
      cause:
        "Only the people of the approved specs/approvers.yaml may reset, each with their"
        + " own key.",
      remedy:
        "Sign with your own key. Who may reset changes by 'polytraders approve'."),
    CodePage(
      "PT2520", "a replay of the last hour without a trip",
      cause:
        "The journal has no trip of the kill switch, or none with this id.",
      remedy:
        "Name the journal of the run with --journal, and the kill as 'polytraders kill"
        + " status' shows it."),
  ]

  private static let resetPages = [
    CodePage(
      "PT2510", "a reset where nothing is tripped",
      cause:
        "No kill stands on this scope.",
      remedy:
        "'polytraders kill status' shows the scopes of what stands."),
    CodePage(
      "PT2511", "a signature for another kill",
      cause:
        "A signature is for one kill and one epoch. A new trigger makes another epoch and"
        + " voids what was signed before.",
      remedy:
        "Begin the reset anew with 'polytraders kill reset'."),
    CodePage(
      "PT2512", "a reset before all is contained",
      cause:
        "A kill is CONTAINED once a complete reading of the venue shows nothing open and"
        + " nothing in doubt, and not before.",
      remedy:
        "Let the run on this folder go on: it cancels, and asks the venue again, until that"
        + " is proved."),
    CodePage(
      "PT2513", "other evidence than was signed",
      cause:
        "The hash of the evidence is in what both people sign.",
      remedy:
        "Begin the reset anew with 'polytraders kill reset'."),
    CodePage(
      "PT2514", "a signature of a reset that has expired",
      cause:
        "What is signed holds for fifteen minutes.",
      remedy:
        "Sign again: the first person begins anew."),
    CodePage(
      "PT2515", "a signature of a reset that would be valid for too long",
      cause:
        "Fifteen minutes are the most.",
      remedy:
        "Begin the reset anew with 'polytraders kill reset'."),
    CodePage(
      "PT2516", "a reset by the person who tripped",
      cause:
        "Whoever tripped never counts among the two who reset, under any of their names.",
      remedy:
        "Have two other approvers sign."),
    CodePage(
      "PT2517", "a signature of a reset that is not that person's",
      cause:
        "The signature is not one of this text by the key that specs/approvers.yaml has for"
        + " the name.",
      remedy:
        "Sign what 'polytraders kill export --as NAME' writes, with that person's key."),
    CodePage(
      "PT2518", "a second signature of the same person",
      cause:
        "A reset needs two people; two names of one key are one.",
      remedy:
        "Have another approver sign."),
    CodePage(
      "PT2519", "a second signature under other terms",
      cause:
        "Both people sign the same kill, epoch, scope, evidence and expiry.",
      remedy:
        "Sign with 'polytraders kill reset', which takes what the first person signed."),
    CodePage(
      "PT2521", "an item of the playbook that nothing proves",
      cause:
        "An item is ticked with what shows that it was done: the replay of the hour before"
        + " this kill, what the run says the wallet holds. Both are bound by what is signed.",
      remedy:
        "Run 'polytraders replay last-hour --journal FILE' with the folder of the run as"
        + " --store; let the run on that folder go on, which says what the wallet holds."),
    CodePage(
      "PT2522", "a reset signed by a machine's key",
      cause:
        "Whoever has the role 'service' in specs/approvers.yaml never counts where people"
        + " are asked for.",
      remedy:
        "Have a person sign."),
    CodePage(
      "PT2523", "a reset signed by somebody who may not",
      cause:
        "'kill_reset' of policies/approvals.yaml names the roles of which each of the two"
        + " has to have one.",
      remedy:
        "Have somebody of those roles sign, or have the roles of people approved."),
    CodePage(
      "PT2524", "a reset without somebody of a role",
      cause:
        "'kill_reset' of policies/approvals.yaml names roles of which one of the two has to"
        + " be each.",
      remedy:
        "Have somebody of that role sign as the second."),
    CodePage(
      "PT2530", "a kill that no run listens to",
      cause:
        "It is latched in the folder, and no run ever used that folder: a run on another store"
        + " goes on trading.",
      remedy:
        "Trip again with --store and the folder that the run printed when it started, or send"
        + " SIGUSR1 to the run."),
  ]
}

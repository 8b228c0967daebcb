extension CodePages {
  /// PT17xx: approvals.
  static let range17: [CodePage] = releasePages + signaturePages + trustPages + proposalPages

  private static let neverEdited =
    "Fetch the file again from git. A release is never edited, renamed or removed by hand."

  private static let releasePages = [
    CodePage(
      "PT1701", "nothing is approved",
      cause:
        "The folder specs/approved is not there, or has no release. Unsigned policies are never run.",
      remedy:
        "Approve the working files as the first release: polytraders approve --proposer NAME --key SOURCE."
    ),
    CodePage(
      "PT1702", "something in specs/approved that does not belong there",
      cause:
        "The folder holds releases (000001.yaml and on) and pending.yaml as regular files. Another name, a symbolic"
        + " link, a folder or a file that cannot be read makes all of it untrustworthy.",
      remedy: "Take it away, or fetch the folder again from git."),
    CodePage(
      "PT1703", "a release is missing or has the wrong number",
      cause: "Releases count from 1 without a gap, and each says the number that its name has.",
      remedy: neverEdited),
    CodePage(
      "PT1704", "a member of a release is not written as approve writes it",
      cause:
        "Digests, times, signatures, names and paths have one form each, so that nothing can be changed unseen.",
      remedy: neverEdited),
    CodePage(
      "PT1705", "a release follows another one than the one before it",
      cause:
        "The digests in 'previous' and 'previous_governance' are not those of the release before.",
      remedy: neverEdited),
    CodePage(
      "PT1706", "the documents of a release mean something else than what was signed",
      cause:
        "The documents were compiled again, and their digest is not the one in the signatures.",
      remedy: neverEdited),
    CodePage(
      "PT1707", "the approvers, rules or strategies of a release are not those that were signed",
      cause: "They were read again, and their digest is not the one in the signatures.",
      remedy: neverEdited),
    CodePage(
      "PT1708", "a change was signed as another kind of change than it is",
      cause:
        "The direction of the change was computed again from both releases: it is not what the signatures say, so"
        + " perhaps the wrong people signed.",
      remedy: "Have the change approved again, and do not trust whoever made the file."),
    CodePage(
      "PT1709", "a state has no approvers or no approval rules",
      cause:
        "Without specs/approvers.yaml and policies/approvals.yaml nobody can approve it, or what follows it.",
      remedy: "Give the folder both documents."),
  ]

  private static let signaturePages = [
    CodePage(
      "PT1710", "somebody signed who is no approver",
      cause:
        "Who may approve a change is what the release before says, never what the change itself says.",
      remedy: "Have an approver sign. Somebody new approves from the release on that names him."),
    CodePage(
      "PT1711", "a signature is none",
      cause:
        "Its bytes were changed, it is in its second form (high s), or its last byte is neither 27 nor 28.",
      remedy: neverEdited),
    CodePage(
      "PT1712", "a signature is of another key or over another text",
      cause:
        "It recovers to an address that is not the approver's: another person signed, or what was signed was"
        + " changed afterwards.",
      remedy: "Have the change signed again by the people it names, each with the own key."),
    CodePage(
      "PT1713", "one person approves twice",
      cause: "The same name, or two names with one e-mail address.",
      remedy: "Have another person approve."),
    CodePage(
      "PT1714", "somebody approves the own change",
      cause:
        "The proposer never counts, nor does whoever wrote a part of the change by e-mail address in git.",
      remedy: "Have somebody else approve."),
    CodePage(
      "PT1715", "approvals are missing",
      cause:
        "policies/approvals.yaml of the release before asks for more people, a role, or somebody for an owner.",
      remedy: "Have those sign whom the finding names."),
    CodePage(
      "PT1716", "an approval is from before its time, or from the future",
      cause:
        "It was signed before the release was there that it follows, or later than the clock of this machine says.",
      remedy: "Check the clocks. An approval is of one change only: have this one signed."),
    CodePage(
      "PT1717", "an approval has expired, or is meant to hold too long",
      cause:
        "Every approval must hold at the moment of the last one, and for no longer than 'expires_after' says."
        + " A release that is new to whoever looks must be seen before the first of its approvals is over.",
      remedy:
        "Have the change signed again; a release that is in force elsewhere is renewed there: approve --renew."
    ),
  ]

  private static let trustPages = [
    CodePage(
      "PT1720", "the newest release is older than one that was seen before",
      cause: "Somebody took releases away, or an old copy of the folder is used.",
      remedy:
        "Fetch the folder again from git. To go back on purpose, approve the old documents as a new release."
    ),
    CodePage(
      "PT1721", "another first release than the one that is trusted here",
      cause: "All trust begins with the first release; with another one, other people may approve.",
      remedy:
        "Find out who replaced it. If the desk began anew, remove .polytraders/trust.json by hand."),
    CodePage(
      "PT1722", "a release is not the one that was seen before",
      cause: "A release, or one before it, was replaced by another one with good signatures.",
      remedy: "Fetch the folder again from git, and find out who replaced it."),
    CodePage(
      "PT1723", "the clock was set back",
      cause:
        "It shows an earlier time than at the last look: approvals and their ages cannot be judged by it.",
      remedy: "Set the clock right."),
    CodePage(
      "PT1724", "what was trusted here before cannot be read",
      cause:
        "The file .polytraders/trust.json is damaged; a file that cannot be read is never taken for none.",
      remedy: "Remove it and prove all releases anew: polytraders approve verify --all."),
    CodePage(
      "PT1725", "git keeps what was seen here",
      cause:
        "A file of .polytraders is tracked by git: a pull could replace what this machine remembers of releases,"
        + " and with it what protects it from older ones.",
      remedy:
        "Find out who added it, take it out (git rm -r --cached .polytraders), remove .polytraders/trust.json and"
        + " prove all releases anew: polytraders approve verify --all."),
  ]

  private static let proposalPages = [
    CodePage(
      "PT1730", "there is nothing to approve",
      cause: "The working files mean what is approved; comments and layout are no change.",
      remedy: "To make the approval younger, add --renew."),
    CodePage(
      "PT1731", "no change is proposed",
      cause: "There is no specs/approved/pending.yaml to go on with.",
      remedy: "Begin a proposal: polytraders approve --proposer NAME --key SOURCE."),
    CodePage(
      "PT1732", "the working files mean something else than the proposal",
      cause: "They were edited since. Signatures do not move to another meaning.",
      remedy: "Bring the files back, or begin a new proposal with --proposer."),
    CodePage(
      "PT1733", "another release came between",
      cause: "The proposal is on top of a release that is not the newest any more.",
      remedy: "Begin a new proposal with --proposer; what was signed does not count any more."),
    CodePage(
      "PT1734", "the proposal has expired",
      cause: "It was begun longer ago than 'expires_after' of the approval rules.",
      remedy: "Begin a new proposal with --proposer."),
    CodePage(
      "PT1735", "the people of a proposal do not fit",
      cause:
        "Another proposer is named than the one it has, a name that is none, or somebody wrote a part of the change"
        + " after it was proposed.",
      remedy:
        "Leave --proposer out to sign it, or take it back with 'approve withdraw' and begin anew."),
    CodePage(
      "PT1736", "nobody said yes to this very change",
      cause: "The question was not answered with yes, or --digest names another change.",
      remedy: "Read 'polytraders approve status', and give its change to --digest."),
    CodePage(
      "PT1737", "a key that is not the approver's",
      cause: "Its address is that of no approver, or of another one than --as names.",
      remedy: "Name the place of the right key."),
    CodePage(
      "PT1738", "a signature cannot be imported",
      cause:
        "It has another form than wallets write, is in its second form (high s), or nothing was exported for it.",
      remedy: "Give the 0x text that the wallet shows for what 'approve export' wrote."),
    CodePage(
      "PT1739", "there is no such release or document",
      cause: "The number is above the newest, or the release has no document at that path.",
      remedy: "List them: polytraders approve show."),
    CodePage(
      "PT1740", "a file of specs/approved cannot be written",
      cause: "The folder, its permissions or the disk do not allow it. Nothing is half written.",
      remedy: "Mend that, and sign again."),
  ]
}

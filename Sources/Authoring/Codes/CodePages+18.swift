import Diagnostics

extension CodePages {
  /// PT18xx: plans and git.
  static let range18: [CodePage] = [
    CodePage(
      "PT1801", "no git",
      cause: "Plans of revisions and bisect read them with the program git, which is not in PATH "
        + "or cannot be started.",
      remedy: "Install git."),
    CodePage(
      "PT1802", "a folder in no repository",
      cause: "Revisions are read from the git repository around the folder, and there is none.",
      remedy: "Name folders instead of revisions, or run it inside the checkout."),
    CodePage(
      "PT1803", "a repository of another user",
      cause: "git does not read repositories that belong to somebody else, since their settings "
        + "could run programs.",
      remedy: "Change its owner, or allow the folder with git config safe.directory."),
    CodePage(
      "PT1804", "a repository without commits",
      cause: "Nothing was committed yet, so there is nothing to compare with.",
      remedy: "Commit the policies first."),
    CodePage(
      "PT1805", "a revision that does not exist",
      cause: "The name is no branch, tag or commit, or no name at all.",
      remedy: "Take one that 'git log' or 'git branch' shows."),
    CodePage(
      "PT1806", "revisions without a common past",
      cause: "The two have no commit in common, so nobody can say what changed between them.",
      remedy: "Fetch the missing history, or name another base."),
    CodePage(
      "PT1807", "a document that is a symbolic link",
      cause: "A link in a revision leads to something that the revision does not hold.",
      remedy: "Commit the document itself."),
    CodePage(
      "PT1808", "a path that no commit has",
      cause: "The file, or its line, was never committed.",
      remedy: "Check the path; commit the file."),
    CodePage(
      "PT1809", "a git command that failed",
      cause: "It wrote too much, took too long, or ended with an error that the message quotes.",
      remedy: "Run the same command by hand to see more."),
    CodePage(
      "PT1810", "a revision without policies",
      cause: "At that commit there was no folder bots/.",
      remedy: "Name a later revision."),
    CodePage(
      "PT1811", "nothing to compare with",
      cause: "There is no approved release and no branch main.",
      remedy: "Name the other side with --base."),
    CodePage(
      "PT1812", "neither a folder nor a revision",
      cause: "The text names no folder of policies and no branch, tag or commit.",
      remedy: "Name one of these."),
    CodePage(
      "PT1813", "an owner for whom nobody can approve", .warning,
      cause: "No approver has the owner of a changed document under 'owns', so its change can "
        + "never collect its signatures.",
      remedy: "Add the owner to an approver in specs/approvers.yaml."),
    CodePage(
      "PT1814", "more than one event for bisect",
      cause: "Bisect follows one decision through the commits.",
      remedy: "Hand it one line."),
    CodePage(
      "PT1815", "an envelope that is no decision",
      cause: "Bisect takes the number of a decision in the journal.",
      remedy: "'polytraders explain' says what the envelope is."),
  ]
}

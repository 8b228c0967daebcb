import Diagnostics

extension CodePages {
  /// PT18xx: plans and git.
  static let range18: [CodePage] = gitPages + planPages

  private static let gitPages = [
    CodePage(
      "PT1801", "git cannot be started",
      cause: "Revisions are read by the program 'git', which is not in PATH or may not be started.",
      remedy: "Install git (Debian: apt-get install git), or name folders in place of revisions."),
    CodePage(
      "PT1802", "no git repository",
      cause:
        "The folder of the policies belongs to no working tree of git, so that it has no revisions.",
      remedy: "Run the command inside the checkout, or name folders: plan --base OLD --head NEW."),
    CodePage(
      "PT1803", "a repository of another user",
      cause:
        "Git reads no repository that belongs to somebody else, since its settings could run programs.",
      remedy: "Where you trust it: git config --global --add safe.directory FOLDER."),
    CodePage(
      "PT1804", "a repository without commits",
      cause: "A revision was named, and nothing was committed yet.",
      remedy: "Commit the policies first: there is nothing to compare with."),
    CodePage(
      "PT1805", "no such revision",
      cause:
        "The name is neither a branch nor a tag nor the beginning of a commit's id, or it could be taken for an "
        + "option of git. In a clone that holds only a part of the history older commits are missing.",
      remedy: "Name a revision that 'git log' shows; fetch the rest by 'git fetch --unshallow'."),
    CodePage(
      "PT1806", "two revisions without a commit in common",
      cause: "A plan compares with the commit where the branch left main, and there is none.",
      remedy: "Name the revision to compare with by --base, or fetch the whole history."),
    CodePage(
      "PT1807", "a symbolic link in the place of a document",
      cause:
        "What a link leads to is not in the revision, so that nobody can say what it meant there.",
      remedy: "Commit the document itself in place of the link."),
    CodePage(
      "PT1808", "a path that no commit has",
      cause:
        "The history of a file was asked for, and no commit has the file, or it has no such line.",
      remedy: "Check the path with 'git log -- PATH'."),
    CodePage(
      "PT1809", "git gave no answer",
      cause: "Git failed, wrote more than can be policies, or did not end within a minute.",
      remedy: "Try the same with git itself; 'git fsck' finds a damaged repository."),
  ]

  private static let planPages = [
    CodePage(
      "PT1810", "a revision without policies",
      cause: "The revision has no bots/: it is older than the policies, or they lay elsewhere.",
      remedy: "Name a revision in which the policies are there already."),
    CodePage(
      "PT1811", "nothing to compare with",
      cause: "No release was approved yet, and there is no repository with a branch 'main'.",
      remedy: "Name what to compare with: plan --base REVISION or --base FOLDER."),
    CodePage(
      "PT1812", "neither a folder nor a revision",
      cause:
        "A side of a plan is a folder with bots/ and policies/, a revision, or the word 'approved'.",
      remedy: "Check the name; outside of a repository only folders can be named."),
    CodePage(
      "PT1813", "an owner that nobody speaks for", .warning,
      cause:
        "CODEOWNERS names people, and no approver with an e-mail address in specs/approvers.yaml has the owner among "
        + "those in 'owns'.",
      remedy:
        "Add the owner to 'owns' of an approver, name teams by --organisation, or write '@team' as the owner."
    ),
    CodePage(
      "PT1814", "bisect takes one event",
      cause: "The file holds no line or several; the history of a decision is that of one event.",
      remedy: "Hand it one: sed -n 7p EVENTS | polytraders bisect --event - --bot BOT."),
    CodePage(
      "PT1815", "an envelope that is no decision",
      cause: "Only envelopes of decisions hold an event that can be decided again.",
      remedy:
        "'polytraders explain N' says what the envelope is and which decision it follows from."),
  ]
}

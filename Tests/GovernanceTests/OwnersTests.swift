import Governance
import Policy
import TestSupport
import Testing
import YAML

@Suite("owners for GitHub") struct OwnersTests {
  @Test("the last line that matches a document names those who speak for its owner")
  func lines() throws {
    let house = try PlanRoot.house().state().governance
    let owners = CodeOwners(house)
    func reviewers(_ path: String) -> [String] {
      owners.lines.last {
        path == $0.pattern || ($0.pattern.hasSuffix("/") && path.hasPrefix($0.pattern))
      }?
      .reviewers ?? []
    }
    #expect(
      reviewers("/bots/queue-warden.yaml") == ["carol@desk.example", "dave@desk.example"])
    #expect(
      reviewers("/policies/execution.yaml") == ["alice@desk.example", "bob@desk.example"])
    // Who may approve is everybody's.
    let all = ["alice", "bob", "carol", "dave"].map { "\($0)@desk.example" }
    for path in [
      "/specs/approvers.yaml", "/policies/approvals.yaml", "/specs/approved/000001.yaml",
      "/.github/CODEOWNERS", "/.github/workflows/policies.yml",
    ] {
      #expect(reviewers(path) == all, "\(path)")
    }
    #expect(owners.lines.allSatisfy { !$0.reviewers.isEmpty })
  }

  @Test(
    "owners are teams of an organisation where one is named, and '@' names them in the document")
  func teams() throws {
    let house = try PlanRoot.house()
    let teams = CodeOwners(
      try house.state().governance, prefix: "desk/", organisation: "acme")
    let line = teams.lines.last { $0.pattern == "/desk/bots/queue-warden.yaml" }
    #expect(line?.reviewers == ["@acme/polytraders-core"])
    #expect(teams.lines.contains { $0.pattern == "/.github/CODEOWNERS" })
  }

  @Test("the workflow is YAML with the least rights, and its scripts are shell")
  func workflow() throws {
    for prefix in ["", "desk/"] {
      let text = PolicyWorkflow(prefix: prefix).text
      // A key that YAML 1.1 would read as 'true' is a key like any other here.
      let parsed = YAMLDocument.parse(Array(text.utf8), file: "policies.yml")
      let root = try #require(parsed.root, "\(parsed.diagnostics)")
      #expect(root["permissions"]?["contents"]?.text == "read")
      #expect(root["on"]?["pull_request"]?["paths"]?.items?.first?.text == "\(prefix)bots/**")
      #expect(root["on"]?.pairs?.map { $0.key.text } == ["pull_request"])
      func rights(_ job: String) -> [String] {
        (root["jobs"]?[job]?["permissions"]?.pairs ?? []).map {
          "\($0.key.text ?? ""): \($0.value.text ?? "")"
        }
      }
      // What runs code of the pull request reads; what writes runs none of it.
      #expect(rights("policies") == ["contents: read"])
      #expect(
        rights("publish") == [
          "actions: read", "contents: read", "pull-requests: write", "security-events: write",
        ])
      let publishing = try #require(root["jobs"]?["publish"]?["steps"]?.items)
      #expect(publishing.allSatisfy { $0["run"] == nil && $0["uses"]?.text != nil })
      #expect(!publishing.contains { $0["uses"]?.text?.hasPrefix("actions/checkout") == true })
      #expect(
        root["jobs"]?["publish"]?["if"]?.text?.contains("head.repo.full_name == github.repository")
          == true)
      let steps = try #require(root["jobs"]?["policies"]?["steps"]?.items) + publishing
      for step in steps {
        if let action = step["uses"]?.text {
          let commit = action.split(separator: "@").last.map(String.init) ?? ""
          #expect(commit.count == 40 && commit.allSatisfy(\.isHexDigit), "\(action)")
        }
        guard let script = step["run"]?.text else { continue }
        let outcome = try Executable(path: "/bin/bash").run(["-n"], input: script)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        // What others write reaches a script through the environment alone.
        #expect(!script.contains("${{"), "\(script)")
      }
      // What one step writes the others find: reports lie where the artifact is made of.
      #expect(text.contains("path: ${{ env.REPORT }}") && !text.contains(".report"))
      #expect(!text.contains("secrets."))
    }
  }
}

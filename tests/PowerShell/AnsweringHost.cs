using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using System.Text;

/// <summary>A host before which somebody sits who gives the answers one after the other, and nothing when they are used up.</summary>
public sealed class AnsweringHost : PSHost
{
    private readonly AnsweringInterface _interface;

    public AnsweringHost(string[] answers) => _interface = new AnsweringInterface(answers);

    public string Shown => _interface.Shown.ToString();

    public override string Name => nameof(AnsweringHost);

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override Version Version { get; } = new(1, 0);

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    public override PSHostUserInterface UI => _interface;

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    public override void SetShouldExit(int exitCode)
    {
    }

    private sealed class AnsweringInterface : PSHostUserInterface
    {
        private readonly Queue<string> _answers;

        public AnsweringInterface(string[] answers) => _answers = new Queue<string>(answers);

        public StringBuilder Shown { get; } = new();

        public override PSHostRawUserInterface RawUI => null;

        public override string ReadLine() => _answers.TryDequeue(out var answer) ? answer : null;

        public override void Write(string value) => Shown.Append(value);

        public override void Write(ConsoleColor foreground, ConsoleColor background, string value) => Shown.Append(value);

        public override void WriteLine(string value) => Shown.AppendLine(value);

        public override void WriteErrorLine(string value) => Shown.AppendLine(value);

        public override void WriteDebugLine(string message) => Shown.AppendLine(message);

        public override void WriteVerboseLine(string message) => Shown.AppendLine(message);

        public override void WriteWarningLine(string message) => Shown.AppendLine(message);

        public override void WriteProgress(long sourceId, ProgressRecord record)
        {
        }

        public override SecureString ReadLineAsSecureString() => throw new NotSupportedException("Nothing secret is asked for.");

        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
            throw new NotSupportedException();

        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
            throw new NotSupportedException();

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
            throw new NotSupportedException("Nothing secret is asked for.");

        public override PSCredential PromptForCredential(
            string caption, string message, string userName, string targetName, PSCredentialTypes allowed, PSCredentialUIOptions options) =>
            throw new NotSupportedException("Nothing secret is asked for.");
    }
}

using System.Diagnostics;
using System.Text.Json.Serialization;

namespace LdapVendorSync.Core.Security;

/// <summary>
/// A text that may not be shown: a password, a token, a key. It prints as <c>***</c>, is never serialised, and gives its text away only to
/// <see cref="Reveal"/> and <see cref="RevealAsync"/>.
/// </summary>
[DebuggerDisplay("***")]
[JsonConverter(typeof(SecretJsonConverter))]
public sealed class Secret
{
    /// <summary>What stands for a secret wherever it would be shown.</summary>
    public const string Mask = "***";

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly Lock _gate = new();

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly Func<CancellationToken, Task<string>>? _fetch;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private Task<string>? _text;

    /// <summary>A secret whose text is known.</summary>
    /// <param name="text">The text.</param>
    public Secret(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _text = Task.FromResult(text);
    }

    /// <summary>A secret whose text is fetched once, when it is first needed.</summary>
    /// <param name="fetch">Fetches the text; called again after a failure.</param>
    public Secret(Func<CancellationToken, Task<string>> fetch)
    {
        ArgumentNullException.ThrowIfNull(fetch);
        _fetch = fetch;
    }

    /// <summary>Whether <see cref="Reveal"/> can answer without fetching.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public bool IsKnown => _text is { IsCompletedSuccessfully: true };

    /// <summary>The text, where it is known.</summary>
    /// <exception cref="InvalidOperationException">The text has to be fetched first, with <see cref="RevealAsync"/>.</exception>
    public string Reveal() => _text is { IsCompletedSuccessfully: true } known
        ? known.Result
        : throw new InvalidOperationException("The secret comes from a command or a vault and has not been fetched yet.");

    /// <summary>The text, fetched where it is not known yet. Callers at the same time share one fetch.</summary>
    /// <param name="cancellationToken">Gives up the wait.</param>
    /// <exception cref="SecretUnavailableException">It cannot be fetched.</exception>
    public async ValueTask<string> RevealAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var fetching = Fetch(cancellationToken);
            try
            {
                return await fetching.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Another caller started the fetch and gave it up; this one still wants it.
            }
        }
    }

    /// <summary>Always <see cref="Mask"/>.</summary>
    public override string ToString() => Mask;

    private Task<string> Fetch(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_text is null or { IsFaulted: true } or { IsCanceled: true })
                _text = _fetch!(cancellationToken);
            return _text;
        }
    }
}

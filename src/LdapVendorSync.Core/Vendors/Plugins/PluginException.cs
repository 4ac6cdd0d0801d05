namespace LdapVendorSync.Core.Vendors.Plugins;

/// <summary>A plug-in cannot be used.</summary>
public sealed class PluginException : Exception
{
    /// <summary>A failure with a message that the author of the plug-in or an administrator can act on.</summary>
    /// <param name="message">What is wrong; names the file.</param>
    /// <param name="hint">What to do, or <see langword="null"/> where the message says it.</param>
    /// <param name="innerException">What was thrown.</param>
    public PluginException(string message, string? hint = null, Exception? innerException = null)
        : base(message, innerException) => Hint = hint;

    /// <summary>What to do, or <see langword="null"/> where the message says it.</summary>
    public string? Hint { get; }

    /// <summary>The message and the hint.</summary>
    public string FullMessage => Hint is null ? Message : $"{Message} {Hint}";
}

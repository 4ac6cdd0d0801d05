namespace LdapVendorSync.Core.Notifications;

/// <summary>A notification did not get through.</summary>
public sealed class NotificationException : Exception
{
    /// <summary>A notification that did not get through.</summary>
    /// <param name="message">What happened, and where.</param>
    /// <param name="isWorthRetrying">Whether the same may work in a moment.</param>
    /// <param name="innerException">What was thrown.</param>
    public NotificationException(string message, bool isWorthRetrying, Exception? innerException = null)
        : base(message, innerException) => IsWorthRetrying = isWorthRetrying;

    /// <summary>Whether the same may work in a moment.</summary>
    public bool IsWorthRetrying { get; }
}

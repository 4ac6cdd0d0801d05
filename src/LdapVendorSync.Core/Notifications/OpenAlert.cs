namespace LdapVendorSync.Core.Notifications;

/// <summary>A trouble that was told of and has not been seen to be over.</summary>
/// <param name="Key">The alert's key.</param>
/// <param name="Title">What it was called.</param>
/// <param name="Since">When it was first seen (UTC).</param>
/// <param name="LastTold">When it was last told (UTC).</param>
/// <param name="LastSeen">When it was last seen (UTC).</param>
public sealed record OpenAlert(string Key, string Title, DateTimeOffset Since, DateTimeOffset LastTold, DateTimeOffset LastSeen);

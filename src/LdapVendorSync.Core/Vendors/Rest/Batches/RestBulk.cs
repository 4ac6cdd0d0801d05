namespace LdapVendorSync.Core.Vendors.Rest.Batches;

/// <summary>An operation that changes the membership of many people with one request.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="MaxItems">The most people of one request.</param>
/// <param name="Results">How the answer says what became of each; <see langword="null"/> where all stand and fall together.</param>
internal sealed record RestBulk(RestOperation Operation, int MaxItems, RestResultsSettings? Results);

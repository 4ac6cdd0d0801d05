using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.History;

/// <summary>A mapping of which a run found that both sides have the same people, and nothing is to do for any of them.</summary>
/// <param name="Mapping">The mapping.</param>
/// <param name="Inputs">Stands for everything that the comparison was made of, besides links.</param>
/// <param name="Members">How many people each side has.</param>
/// <param name="ComparedAt">When they were compared.</param>
public sealed record SettledMapping(MappingReference Mapping, string Inputs, int Members, DateTimeOffset ComparedAt);

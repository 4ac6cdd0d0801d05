namespace LdapVendorSync.Core.Tests.Sources;

public sealed class PersonMapperTests
{
    [Fact]
    public void Mapper_shows_a_guid_in_its_usual_form()
    {
        var guid = Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e");
        var entry = Entries.MakeNamed("cn=a,dc=x", [Entries.Values("objectGUID", guid.ToByteArray())]);

        Entries.Mapper().Map(entry).Id.ShouldBe("0f8fad5b-d9cb-469f-a165-70867728950e");
    }

    [Fact]
    public void Mapper_takes_of_several_values_the_one_that_names_the_entry()
    {
        var entry = Entries.MakeNamed("uid=New,dc=x", ("uid", "old"), ("uid", "new"));

        Entries.Mapper().Map(entry).UserName.ShouldBe("new");
    }
}

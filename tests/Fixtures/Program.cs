using LdapVendorSync.Fixtures.Vendors;

switch (args)
{
    case ["vendor", .. var options]:
        return await VendorCommand.RunAsync(options);
    default:
        await Console.Error.WriteLineAsync(VendorCommand.Usage);
        return 2;
}

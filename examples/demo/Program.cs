using LdapVendorSync.Demo;

return await DemoCommand.RunAsync(args);

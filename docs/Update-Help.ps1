#requires -Version 7.6
#requires -Modules @{ ModuleName = 'Microsoft.PowerShell.PlatyPS'; ModuleVersion = '1.0.0' }
<#
.SYNOPSIS
Makes the module's help (en-US/*.dll-Help.xml and en-US/about_*.help.txt) from the markdown of docs/en-US.

.DESCRIPTION
PlatyPS reads the markdown and writes MAML. Two things are put right on the way: lines that were wrapped in the markdown are joined, since
Get-Help wraps by itself, and the code of an example goes where MAML has a place for it. ConvertTo-AboutTopic.ps1 makes the about topics.

.PARAMETER OutputFolder
Where to write; the module's own help folder unless said otherwise.
#>
[CmdletBinding()]
param(
    [string] $OutputFolder = "$PSScriptRoot/../en-US"
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest

function Join-WrappedLine([string] $Text) {
    # A blank line ends a paragraph; a list or code keeps its lines.
    ($Text -split '\r?\n\r?\n' | ForEach-Object { $_ -match '^(\s{4}|- |```)' ? $_ : ($_ -replace '\s*\r?\n\s*', ' ') }) -join "`n`n"
}

function Set-Link($Command) {
    # On the web the pages lie beside each other; Get-Help has commands and topics at hand by their names.
    $Command.Metadata['HelpUri'] = "$onlineFolder/$($Command.Title).md"
    foreach ($link in $Command.RelatedLinks | Where-Object Uri -Match '^[^:]+\.md$') {
        $link.Uri = ''
    }
    $Command
}

function Set-WrappedText($Command) {
    $Command.Description = Join-WrappedLine $Command.Description
    $Command.Notes = Join-WrappedLine $Command.Notes
    foreach ($parameter in $Command.Parameters) {
        $parameter.Description = Join-WrappedLine $parameter.Description
    }
    $Command
}

function Move-ExampleCode([xml] $Maml) {
    foreach ($example in $Maml.GetElementsByTagName('command:example')) {
        $introduction = $example.SelectSingleNode('*[local-name()="introduction"]')
        $remarks = $example.SelectSingleNode('*[local-name()="remarks"]')
        foreach ($paragraph in @($introduction.ChildNodes)) {
            $null = $introduction.RemoveChild($paragraph)
            if ($paragraph.InnerText -match '(?s)^```powershell\r?\n(?<code>.*)\r?\n```$') {
                $example.SelectSingleNode('*[local-name()="code"]').InnerText = $Matches['code']
            }
            elseif ($paragraph.InnerText.Trim([char]0x80).Trim()) {
                $paragraph.InnerText = Join-WrappedLine $paragraph.InnerText
                $null = $remarks.AppendChild($paragraph)
            }
        }
    }
}

$manifest = Import-PowerShellDataFile "$PSScriptRoot/../LdapVendorSync.psd1"
$onlineFolder = "$($manifest.PrivateData.PSData.ProjectUri)/blob/main/docs/en-US"
$temporary = New-Item -ItemType Directory -Path (Join-Path ([IO.Path]::GetTempPath()) ([guid]::NewGuid()))
try {
    $file = Get-ChildItem -Path "$PSScriptRoot/en-US/*-*.md" |
        Sort-Object Name -Culture '' |
        Import-MarkdownCommandHelp |
        ForEach-Object { Set-WrappedText $_ } |
        ForEach-Object { Set-Link $_ } |
        Export-MamlCommandHelp -OutputFolder $temporary
    $maml = [Xml.XmlDocument]::new()
    $maml.Load($file.FullName)
    Move-ExampleCode $maml

    $null = New-Item -ItemType Directory -Path $OutputFolder -Force
    $settings = [Xml.XmlWriterSettings]@{ Indent = $true; NewLineChars = "`n"; Encoding = [Text.UTF8Encoding]::new($false) }
    $writer = [Xml.XmlWriter]::Create((Join-Path (Resolve-Path $OutputFolder) $file.Name), $settings)
    $maml.Save($writer)
    $writer.Dispose()
}
finally {
    Remove-Item $temporary -Recurse
}

& "$PSScriptRoot/ConvertTo-AboutTopic.ps1" -Path "$PSScriptRoot/en-US/about_*.md" -OutputFolder $OutputFolder

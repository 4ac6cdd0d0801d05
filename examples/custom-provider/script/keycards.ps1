#requires -Version 7.6

<#
.SYNOPSIS
The key cards of a building: which card opens which door.

.DESCRIPTION
A provider for LdapVendorSync. Its groups are doors, its accounts are cards, and the building keeps both in CSV files. Each function below
is one operation of the sync; what it writes is its answer, and what it throws is what the sync reports.
#>

# Constants alone: this is read without running anything. Without a name the provider is called like the file.
$VendorProvider = @{ Name = 'keycards' }

# A property that is misspelt shall be an error here, and no card without a name.
Set-StrictMode -Version Latest

# Once a run. $Settings is the block keycards: of the vendor, $Vendor the rest; what is written goes to every other function as $Session.
function Connect-Vendor {
    param([hashtable] $Settings, $Vendor)

    if (-not $Settings['folder']) {
        throw 'keycards.folder is missing: the folder of the CSV files.'
    }
    $folder = [IO.Path]::GetFullPath($Settings['folder'], $Vendor.ConfigDirectory)
    Write-Verbose "The cards are in $folder."
    @{ Cards = Join-Path $folder 'cards.csv'; Doors = Join-Path $folder 'doors.csv'; Access = Join-Path $folder 'access.csv' }
}

# The door, or nothing if there is none.
function Find-Group {
    param($Session, [string] $Name)

    Read-Table $Session.Doors | Where-Object { $_.Name -eq $Name -or $_.Id -ceq $Name } | Select-Object -First 1
}

function New-Group {
    param($Session, [string] $Name)

    $doors = @(Read-Table $Session.Doors)
    if ($doors | Where-Object Name -EQ $Name) {
        Write-Error -ErrorId Conflict "There is a door $Name already."
    }
    $door = [pscustomobject]@{ Id = Get-NextId $doors 'D'; Name = $Name }
    Save-Table $Session.Doors ($doors + $door)
    $door
}

# Everybody, or an error: whoever is not written counts as not there, and somebody who is not there cannot be removed.
function Get-GroupMember {
    param($Session, $Group)

    Assert-Door $Session $Group
    $allowed = [Collections.Generic.HashSet[string]]::new([string[]]@(Read-Table $Session.Access | Where-Object Door -CEQ $Group.Id | ForEach-Object Card))
    Read-Table $Session.Cards | Where-Object { $allowed.Contains($_.Id) } | ConvertTo-User
}

# Somebody who has access already keeps it: that is success.
function Add-GroupMember {
    param($Session, $Group, $User)

    Assert-Door $Session $Group
    $null = Get-Card $Session $User
    $access = @(Read-Table $Session.Access)
    if (-not ($access | Where-Object { $_.Door -ceq $Group.Id -and $_.Card -ceq $User.Id })) {
        Save-Table $Session.Access ($access + [pscustomobject]@{ Door = $Group.Id; Card = $User.Id })
    }
}

function Remove-GroupMember {
    param($Session, $Group, $User)

    Assert-Door $Session $Group
    $access = @(Read-Table $Session.Access)
    $rest = @($access | Where-Object { $_.Door -cne $Group.Id -or $_.Card -cne $User.Id })
    if ($rest.Count -lt $access.Count) {
        Save-Table $Session.Access $rest
    }
}

# The one with this value, or nothing.
function Find-User {
    param($Session, [string] $Attribute, [string] $Value)

    Read-Table $Session.Cards | ConvertTo-User | Where-Object { $_.PSObject.Properties[$Attribute] -and $_.$Attribute -eq $Value }
}

function New-User {
    param($Session, $User)

    $cards = @(Read-Table $Session.Cards)
    Assert-FreeLogin $cards $User.UserName
    $card = [pscustomobject]@{
        Id = Get-NextId $cards 'C'; Login = $User.UserName; Mail = $User.Email; FirstName = $User.FirstName; LastName = $User.LastName
        Active = $User.Enabled -ne $false
    }
    Save-Table $Session.Cards ($cards + $card)
    $card | ConvertTo-User
}

# $Changes has the new values of what differs, and nothing else; $null clears one.
function Update-User {
    param($Session, $User, [hashtable] $Changes)

    $columns = @{ userName = 'Login'; email = 'Mail'; firstName = 'FirstName'; lastName = 'LastName' }
    Edit-Card $Session $User {
        param($card, $cards)
        foreach ($attribute in $Changes.Keys) {
            if (-not $columns[$attribute]) {
                Write-Error -ErrorId Unsupported "A card has no $attribute; take it out of attributes:."
            }
            if ($attribute -eq 'userName') {
                Assert-FreeLogin ($cards | Where-Object Id -CNE $card.Id) $Changes[$attribute]
            }
            $card.($columns[$attribute]) = $Changes[$attribute]
        }
    }
}

function Set-UserEnabled {
    param($Session, $User, [bool] $Enabled)

    Edit-Card $Session $User { param($card) $card.Active = $Enabled }
}

function Remove-User {
    param($Session, $User)

    Save-Table $Session.Access @(Read-Table $Session.Access | Where-Object Card -CNE $User.Id)
    Save-Table $Session.Cards @(Read-Table $Session.Cards | Where-Object Id -CNE $User.Id)
}

# What follows is nobody's business but this script's.

function ConvertTo-User {
    process {
        [pscustomobject]@{
            Id = $_.Id; UserName = $_.Login; Email = $_.Mail; FirstName = $_.FirstName; LastName = $_.LastName; Enabled = $_.Active -eq 'True'
        }
    }
}

function Assert-Door($Session, $Group) {
    if (-not (Read-Table $Session.Doors | Where-Object Id -CEQ $Group.Id)) {
        # The id says what is meant: the sync acts upon NotFound, Conflict, Unauthorized, RateLimited and Unavailable.
        Write-Error -ErrorId NotFound "There is no door $($Group.Name) with the id $($Group.Id)."
    }
}

function Get-Card($Session, $User) {
    $card = Read-Table $Session.Cards | Where-Object Id -CEQ $User.Id
    if (-not $card) {
        Write-Error -ErrorId NotFound "There is no card of $($User.UserName) with the id $($User.Id)."
    }
    $card
}

function Assert-FreeLogin($Cards, [string] $Login) {
    if ($Cards | Where-Object Login -EQ $Login) {
        Write-Error -ErrorId Conflict "There is another card for $Login."
    }
}

function Edit-Card($Session, $User, [scriptblock] $Edit) {
    $cards = @(Read-Table $Session.Cards)
    $card = $cards | Where-Object Id -CEQ $User.Id
    if (-not $card) {
        Write-Error -ErrorId NotFound "There is no card of $($User.UserName) with the id $($User.Id)."
    }
    & $Edit $card $cards
    Save-Table $Session.Cards $cards
}

function Get-NextId($Rows, [string] $Letter) {
    $last = $Rows | ForEach-Object { [int]$_.Id.Substring(1) } | Measure-Object -Maximum
    $Letter + (1 + [int]$last.Maximum)
}

function Read-Table([string] $Path) {
    if (Test-Path -LiteralPath $Path) {
        Import-Csv -LiteralPath $Path -Encoding utf8
    }
}

# As a whole or not at all.
function Save-Table([string] $Path, $Rows) {
    $null = New-Item -ItemType Directory -Path (Split-Path $Path) -Force
    $Rows | Export-Csv -LiteralPath "$Path.new" -Encoding utf8NoBOM -UseQuotes Always
    if (-not (Test-Path -LiteralPath "$Path.new")) {
        $null = New-Item -ItemType File -Path "$Path.new"
    }
    Move-Item -LiteralPath "$Path.new" -Destination $Path -Force
}

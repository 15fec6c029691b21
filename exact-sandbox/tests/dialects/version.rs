//! The versions of the standard.

/// A version of the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    Clair2,
    V30,
    V31,
    V32,
    V321,
    V40,
}

impl Version {
    pub(super) const ALL: [Self; 6] = [Self::Clair2, Self::V30, Self::V31, Self::V32, Self::V321, Self::V40];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Clair2 => "CLAIR2",
            Self::V30 => "3.0",
            Self::V31 => "3.1",
            Self::V32 => "3.2",
            Self::V321 => "3.2.1",
            Self::V40 => "4.0",
        }
    }

    pub(super) const fn namespace(self) -> &'static str {
        match self {
            Self::Clair2 => "",
            Self::V30 => "http://www.auditfiles.nl/XAF/3.0",
            Self::V31 => "http://www.auditfiles.nl/XAF/3.1",
            Self::V32 => "http://www.auditfiles.nl/XAF/3.2",
            Self::V321 => {
                "http://www.odb.belastingdienst.nl/Belastingdienst/BCPP/1.0/structures/XmlAuditfileFinancieel3.2.1"
            }
            Self::V40 => "http://www.odb.belastingdienst.nl/Belastingdienst/BCPP/1.1/structures/XmlauditfileXAF_4.0",
        }
    }
}

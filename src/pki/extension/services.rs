//! Extensions that point elsewhere: where revocation is published (RFC 5280 4.2.1.13), what services the issuer offers
//! (RFC 5280 4.2.2.1), and by which policies it was issued (RFC 5280 4.2.1.4 and following).

use super::general_name::GeneralName;
use super::list;
use crate::pki::der::{DerError, DerErrorKind, Oid, Reader, tag, write};

/// One `DistributionPoint`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DistributionPoint {
    /// `fullName`: where the list is found.
    pub full_name: Vec<GeneralName>,
    /// It is one of several lists by reason, or signed by somebody other than the issuer.
    pub partial: bool,
}

/// One `AccessDescription`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AccessDescription {
    /// `ocsp`, `caIssuers`
    pub method: Oid,
    pub location: GeneralName,
}

/// policyConstraints (RFC 5280 4.2.1.11): after how many more certificates each begins to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PolicyConstraints {
    pub require_explicit_policy: Option<u64>,
    pub inhibit_policy_mapping: Option<u64>,
}

impl DistributionPoint {
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<DistributionPoint, DerError> {
        let mut fields = reader.inside(tag::SEQUENCE)?;
        let mut point = DistributionPoint { full_name: Vec::new(), partial: false };
        if let Some(name) = fields.optional(tag::constructed(0))? {
            let mut name = fields.enter(&name)?;
            match name.optional(tag::constructed(0))? {
                Some(full) => {
                    let mut names = name.enter(&full)?;
                    while !names.is_empty() {
                        point.full_name.push(GeneralName::read(&mut names)?);
                    }
                }
                None => {
                    name.expect(tag::constructed(1))?;
                    point.partial = true;
                }
            }
            name.finish()?;
        }
        let reasons = fields.optional(tag::context(1))?;
        let issuer = fields.optional(tag::constructed(2))?;
        point.partial |= reasons.is_some() || issuer.is_some();
        fields.finish()?;
        Ok(point)
    }

    pub(super) fn write(&self) -> Vec<u8> {
        let names: Vec<u8> = self.full_name.iter().flat_map(GeneralName::write).collect();
        write::sequence(&[&write::tlv(tag::constructed(0), &[&write::tlv(tag::constructed(0), &[&names])])])
    }
}

impl AccessDescription {
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<AccessDescription, DerError> {
        let mut fields = reader.inside(tag::SEQUENCE)?;
        let method = fields.expect(tag::OID)?.oid()?;
        let location = GeneralName::read(&mut fields)?;
        fields.finish()?;
        Ok(AccessDescription { method, location })
    }

    pub(super) fn write(&self) -> Vec<u8> {
        write::sequence(&[&write::oid(self.method.as_bytes()), &self.location.write()])
    }
}

impl PolicyConstraints {
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<PolicyConstraints, DerError> {
        let mut fields = reader.inside(tag::SEQUENCE)?;
        let start = fields.at();
        let require_explicit_policy = fields.optional(tag::context(0))?.map(|n| n.small_integer()).transpose()?;
        let inhibit_policy_mapping = fields.optional(tag::context(1))?.map(|n| n.small_integer()).transpose()?;
        fields.finish()?;
        match (require_explicit_policy, inhibit_policy_mapping) {
            (None, None) => Err(DerError { offset: start, kind: DerErrorKind::Empty }),
            _ => Ok(PolicyConstraints { require_explicit_policy, inhibit_policy_mapping }),
        }
    }

    pub(super) fn write(&self) -> Vec<u8> {
        let number = |n, value: Option<u64>| {
            let mut number = value.map(|v| write::integer(&v.to_be_bytes())).unwrap_or_default();
            if let Some(tag) = number.first_mut() {
                *tag = tag::context(n);
            }
            number
        };
        write::sequence(&[&number(0, self.require_explicit_policy), &number(1, self.inhibit_policy_mapping)])
    }
}

/// The policies of certificatePolicies; what qualifies them is skipped over.
pub(super) fn read_policies(reader: &mut Reader<'_>) -> Result<Vec<Oid>, DerError> {
    list(reader, |items| {
        let mut policy = items.inside(tag::SEQUENCE)?;
        let id = policy.expect(tag::OID)?.oid()?;
        policy.optional(tag::SEQUENCE)?;
        policy.finish()?;
        Ok(id)
    })
}

pub(super) fn write_policies(policies: &[Oid]) -> Vec<u8> {
    write::sequence(&[&policies.iter().flat_map(|p| write::sequence(&[&write::oid(p.as_bytes())])).collect::<Vec<_>>()])
}

/// The pairs of policyMappings: the issuer's policy, the subject's.
pub(super) fn read_mappings(reader: &mut Reader<'_>) -> Result<Vec<(Oid, Oid)>, DerError> {
    list(reader, |items| {
        let mut pair = items.inside(tag::SEQUENCE)?;
        let mapping = (pair.expect(tag::OID)?.oid()?, pair.expect(tag::OID)?.oid()?);
        pair.finish()?;
        Ok(mapping)
    })
}

pub(super) fn write_mappings(mappings: &[(Oid, Oid)]) -> Vec<u8> {
    let pair = |(from, to): &(Oid, Oid)| write::sequence(&[&write::oid(from.as_bytes()), &write::oid(to.as_bytes())]);
    write::sequence(&[&mappings.iter().flat_map(pair).collect::<Vec<_>>()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        let uri = GeneralName::Uri("http://crl.example.com/1.crl".to_owned());
        let point = DistributionPoint { full_name: vec![uri.clone()], partial: false };
        assert_eq!(DistributionPoint::read(&mut Reader::new(&point.write())), Ok(point));
        let oid = |last| Oid::from_content(&[0x55, 29, last]).unwrap();
        let access = AccessDescription { method: oid(1), location: uri };
        assert_eq!(AccessDescription::read(&mut Reader::new(&access.write())), Ok(access));
        let policies = vec![oid(1), oid(2)];
        assert_eq!(read_policies(&mut Reader::new(&write_policies(&policies))), Ok(policies));
        let mappings = vec![(oid(1), oid(2))];
        assert_eq!(read_mappings(&mut Reader::new(&write_mappings(&mappings))), Ok(mappings));
        let limits = PolicyConstraints { require_explicit_policy: Some(0), inhibit_policy_mapping: Some(200) };
        assert_eq!(PolicyConstraints::read(&mut Reader::new(&limits.write())), Ok(limits));
        let none = PolicyConstraints { require_explicit_policy: None, inhibit_policy_mapping: None };
        assert_eq!(
            PolicyConstraints::read(&mut Reader::new(&none.write())).map_err(|e| e.kind),
            Err(DerErrorKind::Empty)
        );
    }
}

//! Alert and ChangeCipherSpec: the two small protocols beside the handshake (RFC 8446, 5 and 6; RFC 5246, 7.1).

use super::codec::{DecodeError, Reader, Wire};
use super::codes::{AlertDescription, AlertLevel};

wire_struct! {
    /// Alert, RFC 8446, 6; 2 bytes
    Alert as "Alert" { level: AlertLevel, description: AlertDescription, }
}
/// ChangeCipherSpec, RFC 5246, 7.1; 1 byte, of value 1
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeCipherSpec(pub u8);

impl Wire for ChangeCipherSpec {
    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.field("ChangeCipherSpec", "type").map(Self)
    }
    fn write(&self, out: &mut Vec<u8>) {
        out.push(self.0);
    }
}

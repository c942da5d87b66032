//! Values that stand in public documents, standards and test suites: everybody has them, so nobody is kept out by them.
//!
//! Kept as the first eight bytes of their SHA-256, so that no scanner takes this table for what it lists. They come
//! from the documentation of Amazon Web Services, Stripe, the emulators of Azure Storage and Cosmos DB, GitHub, Slack,
//! Telegram, Mailgun, Discord, Google, Paddle, DigitalOcean, Algolia, MinIO, Cloudflare, reCAPTCHA (test keys), RFC
//! 5849, 6455, 6749, 6750, 7515, 7617 and OpenID Connect, X (Twitter), Docker swarm and Kubernetes, Hardhat, Anvil and
//! Ganache (accounts of local test chains), PyJWT, Supabase (local development).

use sha2::{Digest, Sha256};

/// Sorted.
const PUBLISHED: [u64; 100] = [
    0x0011_cc25_eb43_2071,
    0x00b3_dc64_0c9c_99fc,
    0x00cf_4c78_1dc3_7003,
    0x02f7_ce3c_263f_85c0,
    0x03b9_70ed_8171_d73b,
    0x0aed_ba9d_586f_34f9,
    0x0b5d_d075_ccdd_03c4,
    0x0d7e_9208_45ed_3423,
    0x0e04_efa6_bc7d_2d51,
    0x15ce_f4b6_29cc_2d07,
    0x1a5d_44a2_dca1_9669,
    0x1bbb_9293_c38a_cc5e,
    0x1c30_fa0a_edcd_4406,
    0x1e3e_5865_6012_d861,
    0x28e5_43d3_753f_c9d1,
    0x2caf_c097_0149_a84f,
    0x2cd1_f6f3_12c5_f208,
    0x2d1f_7723_aabc_5c7a,
    0x2ff8_b0fb_93ac_a981,
    0x3002_888f_967a_7086,
    0x30e5_5f54_63e2_2af0,
    0x33a6_d375_0d9a_769b,
    0x3543_c50b_0cb9_cea8,
    0x38e6_9fdd_19ae_feb4,
    0x3e60_99e8_2cea_8b70,
    0x4c20_e6f5_cc11_b937,
    0x4d3e_46ee_c824_4d1d,
    0x53f5_da0a_aa93_d64c,
    0x5785_9218_5588_730b,
    0x584b_27d6_4ebc_1b33,
    0x5895_b89c_8fb3_3402,
    0x5aac_38e5_42b7_6b97,
    0x5d7b_5f2a_9e44_137c,
    0x5d85_794f_c962_54df,
    0x5e6a_8235_e121_de87,
    0x6403_4b44_c579_b335,
    0x649e_1f5c_769e_718b,
    0x687d_a00b_09c8_3361,
    0x69e5_a07c_cf06_bc5a,
    0x6aa1_4267_d949_44e6,
    0x6c96_130f_130a_b0d6,
    0x6d7f_a4e6_4d4b_1f3e,
    0x731f_a294_d036_e54f,
    0x73f7_1af0_93fd_f154,
    0x7831_4b11_be2e_5815,
    0x7e8d_e44e_a9ec_f6d5,
    0x80f8_b7c9_04d4_a43f,
    0x82e7_4299_544e_0073,
    0x8335_c553_3482_1eef,
    0x841b_4f5b_0b34_e19a,
    0x8600_7eb3_6769_6d32,
    0x8651_e7db_cb3d_cc3a,
    0x8d4e_f653_6dc8_895f,
    0x8d56_7eb8_8aff_f34f,
    0x8e06_2830_0c16_fe38,
    0x967f_2158_6cdf_1248,
    0x9766_3138_e666_9921,
    0x9c84_6fdf_0fa8_955c,
    0x9d03_b692_e941_d5ac,
    0x9e30_9ccc_d311_ea64,
    0x9ec0_be03_6c22_f06f,
    0xa064_b502_e61d_27e9,
    0xa1af_1354_3ba8_ad27,
    0xa35b_81a7_d792_7b70,
    0xa4b8_b245_ab28_bc4f,
    0xa71b_359a_87af_de13,
    0xa7b5_80d7_11ef_2807,
    0xaa65_4743_9583_c3a2,
    0xac92_65e5_6c79_b234,
    0xad62_d48d_8b06_9026,
    0xad71_fb41_6553_6675,
    0xaf1e_fb26_bd63_a9a0,
    0xb147_1f54_4cee_ea31,
    0xb26a_b652_9d20_ebeb,
    0xb390_e2e5_7c22_7c07,
    0xb87d_ad10_a32a_2d81,
    0xb8e1_4854_5b13_c78b,
    0xbb54_574a_88d7_fa31,
    0xbb9b_1163_338b_2a51,
    0xbc1a_5096_6c9e_6486,
    0xbc3a_e723_f57c_6b9e,
    0xbf14_5d93_80bb_e05b,
    0xc20f_bc2b_9618_3894,
    0xc6ea_27c5_34f9_93d3,
    0xca74_59e2_b267_76de,
    0xcb20_d34a_7add_a2f5,
    0xcb87_c87e_4a13_8d9a,
    0xcf4d_418e_d3de_92d7,
    0xdf45_2eef_23e8_cf2c,
    0xe21b_597b_a6b9_cafa,
    0xe8a0_614b_6747_a06f,
    0xe997_4c50_7d2a_8021,
    0xf070_994a_8599_4785,
    0xf155_5c05_4eb1_c630,
    0xf2d6_ca16_5150_33e5,
    0xf537_5a46_3650_89a8,
    0xf5e9_5c99_5463_5b65,
    0xf7e7_8961_82dc_de5d,
    0xfb8f_3512_9df8_7662,
    0xfcd1_f7d0_fa69_3e92,
];

/// The longest of them.
const LONGEST: usize = 256;

/// Whether a value is one of the published ones. A leading `0x` is no part of a key.
pub(super) fn known(value: &[u8]) -> bool {
    let value = value.strip_prefix(b"0x").unwrap_or(value);
    if !(8..=LONGEST).contains(&value.len()) {
        return false;
    }
    let digest = Sha256::digest(value);
    let Some(head) = digest.first_chunk::<8>() else {
        return false;
    };
    PUBLISHED.binary_search(&u64::from_be_bytes(*head)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_knows_what_everybody_knows() {
        assert!(PUBLISHED.windows(2).all(|w| w[0] < w[1]));
        let key = ["ac0974bec39a17e36ba4a6b4d238ff94", "4bacb478cbed5efcae784d7bf4f2ff80"].concat();
        for value in [
            "2YotnFZFEjr1zCsicMWpAA",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            &key,
            &format!("0x{key}"),
        ] {
            assert!(known(value.as_bytes()), "{value}");
        }
        for value in ["", "2YotnFZFEjr1zCsicMWpAB", "kqWBp8ZbXr4GdTvLnE2mYcJf7aHsQu"] {
            assert!(!known(value.as_bytes()), "{value}");
        }
    }
}

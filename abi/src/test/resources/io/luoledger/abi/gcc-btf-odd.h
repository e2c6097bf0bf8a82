/* What BTF tells by other types than a header does, written for a test. */
#define ODD_LUO_FH_COMPATIBLE "odd-v1"

typedef struct {
	u8 order;
	u64 pages;
} odd_run_t;

struct odd_file_ser {
	__le64 size;
	__be32 mode;
	__le16 rows[2][3];
	odd_run_t run;
	odd_run_t runs[2];
	const char *const names[2];
	u64 *counts, *more[2];
	__le64 *sizes;
	union {
		u64 first;
		struct odd_file_ser *parts[2];
		struct {
			__be16 low;
			u8 high;
		} __packed;
	};
	enum { ODD_A, ODD_B } sort;
	u64 bits : 40;
	u64 : 4;
	u32 wide : 20;
};

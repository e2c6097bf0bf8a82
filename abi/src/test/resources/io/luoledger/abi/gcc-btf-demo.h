#include <linux/types.h>
#define DEMO_LUO_FH_COMPATIBLE "demo-v1"
struct demo_part { u64 first; u32 pages; u16 flags; u16 order; } __packed;
struct demo_header_ser { u64 next; u64 count; };
enum demo_mode { DEMO_A, DEMO_B };
union demo_either { u64 phys; u8 bytes[8]; };
struct demo_file_ser {
  char compatible[48];
  u64 pfn : 52;
  u64 flags : 12;
  struct demo_part part;
  u8 odd;
  u32 grid[2][3];
  struct { u16 domain; u16 bdf; };
  union demo_either either;
  enum demo_mode mode;
  u64 tail[];
} __packed;
struct demo_loose { u8 a; u64 b; u16 c : 3; u16 d : 5; struct demo_header_ser *p; };

/** Questions before the kexec: what a host's log says that it holds, and whether the next kernel can take it. */
@NullMarked
package io.luoledger.preflight;

import org.jspecify.annotations.NullMarked;

/** Tests of the questions before the kexec. */
@NullMarked
package io.luoledger.preflight;

import org.jspecify.annotations.NullMarked;

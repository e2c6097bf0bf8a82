/** Reports, held against the published schemas of their formats. */
@NullMarked
package io.luoledger.abi.report;

import org.jspecify.annotations.NullMarked;

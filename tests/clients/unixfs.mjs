// SPDX-License-Identifier: ISC
// How a published client cuts a long document into blocks and names it.
export { importer } from 'ipfs-unixfs-importer';

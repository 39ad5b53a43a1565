export { formatCount, formatRupees } from '../../runtime/rupees.ts';
